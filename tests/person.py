"""What a person does without thinking: answers the portal's security question."""
import os
import subprocess


def answer_question(text):
    """@text is a page's; it may break lines anywhere between words."""
    solved = subprocess.run([os.environ["HARK_SOLVE"]], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    assert solved.returncode == 0, f"there is no question that a person could answer:\n{text}"
    return solved.stdout.strip()
