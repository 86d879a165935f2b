#!/usr/bin/python3
"""twice.py DEMO: whoever presses Ctrl+C twice has no half of a session left behind (TAP)."""
import os
import signal
import sys

sys.path.insert(0, sys.argv[1])
from session import Session, end_on_signals # noqa: E402 (found through the line above)


class Interrupted(Session):
    """The second time comes while it ends."""

    def stop(self, child):
        os.kill(os.getpid(), signal.SIGINT)
        return super().stop(child)


def main():
    end_on_signals()
    print("1..1", flush=True)
    folder = None
    try:
        with Interrupted("hark-twice", keyring=False) as session:
            folder, children = session.folder, list(session.children)
            os.kill(os.getpid(), signal.SIGINT)
            signal.pause()
    except KeyboardInterrupt:
        pass
    good = children and not os.path.exists(folder) and all(child.poll() is not None for child in children)
    print(f"{'ok' if good else 'not ok'} 1 a session that is interrupted twice leaves nothing", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
