"""A reporter at the portal, as a browser without JavaScript: pages, forms and cookies. Standard library only."""
import http.client
import re
import secrets
import urllib.parse
from html.parser import HTMLParser
from http.cookies import SimpleCookie

HIDDEN = {"script", "style", "head", "template"}
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b")
NUMBER = re.compile(r"\b\d{4}-\d{4,5}\b")
BLOCK = {"p", "div", "li", "tr", "h1", "h2", "h3", "dt", "dd", "section", "article", "label", "fieldset", "br"}


class PageError(Exception):
    """The portal answered something else than a reporter expects."""


class Form:
    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.multipart = attributes.get("enctype") == "multipart/form-data"
        self.values = []   # (name, value) that a browser sends untouched
        self.names = set() # of every control
        self.buttons = []  # (name, value)
        self.choices = {}  # name of a radio or select: its values


class _Parser(HTMLParser):
    """Collects forms and the visible text of one page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms = []
        self.links = []
        self.text = []
        self.form = None
        self.hidden = 0
        self.area = None    # name of the textarea that is open
        self.select = None  # [name, first value, chosen value]

    def handle_starttag(self, tag, attrs):
        attributes = {name: value if value is not None else "" for name, value in attrs}
        if tag in HIDDEN:
            self.hidden += 1
        elif tag in BLOCK:
            self.text.append("\n")
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "form":
            self.form = Form(attributes)
            self.forms.append(self.form)
        elif self.form is not None and "disabled" not in attributes:
            self._take_control(tag, attributes)

    def _take_control(self, tag, attributes):
        name = attributes.get("name")
        kind = attributes.get("type", "submit" if tag == "button" else "text").lower()
        if tag == "option" and self.select is not None:
            value = attributes.get("value", "")
            self.form.choices[self.select[0]].append(value)
            if self.select[1] is None or "selected" in attributes:
                self.select[1] = value
        if not name or tag not in ("input", "button", "textarea", "select"):
            return
        self.form.names.add(name)
        if tag == "textarea":
            self.area = name
            self.form.values.append((name, ""))
        elif tag == "select":
            self.select = [name, None]
            self.form.choices[name] = []
        elif kind == "submit":
            self.form.buttons.append((name, attributes.get("value", "")))
        elif kind in ("radio", "checkbox"):
            self.form.choices.setdefault(name, []).append(attributes.get("value", "on"))
            if "checked" in attributes:
                self.form.values.append((name, attributes.get("value", "on")))
        elif kind not in ("file", "button", "reset", "image"):
            self.form.values.append((name, attributes.get("value", "")))

    def handle_endtag(self, tag):
        if tag in HIDDEN:
            self.hidden -= 1
        elif tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select" and self.select is not None:
            if self.select[1] is not None:
                self.form.values.append((self.select[0], self.select[1]))
            self.select = None

    def handle_data(self, data):
        if self.area is not None:
            name, value = self.form.values[-1]
            # A line break right behind the tag is not part of the text.
            self.form.values[-1] = (name, value + (data if value else data.removeprefix("\n")))
        elif not self.hidden:
            self.text.append(data)


class Page:
    def __init__(self, path, status, headers, body):
        self.path = path
        self.status = status
        self.headers = headers
        self.body = body
        self.html = body.decode("utf-8", "replace")
        parser = _Parser()
        parser.feed(self.html)
        self.forms = parser.forms
        self.links = parser.links
        lines = (" ".join(line.split()) for line in "".join(parser.text).split("\n"))
        self.text = "\n".join(line for line in lines if line)

    def find_form(self, *names):
        """The form that has controls or buttons of all these names."""
        for form in self.forms:
            if set(names) <= form.names:
                return form
        raise PageError(f"{self.path} ({self.status}) has no form with {', '.join(names)}:\n{self.text}")


class Reporter:
    """One visitor. @headers go with every request; @source is the local address to come from; @tls an ssl.SSLContext."""

    def __init__(self, url, headers=None, source=None, tls=None):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.headers = headers or {}
        self.source = (source, 0) if source else None
        self.tls = tls
        self.cookies = {}

    def connect(self):
        options = {"timeout": 60, "source_address": self.source}
        if self.tls is None:
            return http.client.HTTPConnection(self.host, self.port, **options)
        return http.client.HTTPSConnection(self.host, self.port, context=self.tls, **options)

    def request(self, method, path, body=None, headers=None):
        connection = self.connect()
        sent = {"Accept-Language": "en", **self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            data = reply.read()
        finally:
            connection.close()
        for line in reply.headers.get_all("Set-Cookie") or []:
            for name, cookie in SimpleCookie(line).items():
                self.cookies[name] = cookie.value
                if cookie["max-age"] == "0":
                    del self.cookies[name]
        return Page(path, reply.status, reply.headers, data)

    def open(self, path):
        """GETs a page, following redirects."""
        for _ in range(5):
            page = self.request("GET", path)
            if page.status not in (302, 303, 307):
                return page
            path = urllib.parse.urljoin(path, page.headers["Location"])
        raise PageError(f"{path} redirects for ever")

    def send(self, page, form, values=None, files=(), button=None):
        """Sends a form as a browser does: what stands in it, @values over it, @files as (field, name, type, bytes)."""
        values = values or {}
        fields = [(name, value) for name, value in form.values if name not in values]
        fields += [(name, value) for name, value in values.items() if value is not None]
        if button is not None:
            fields.append(button)
        path = urllib.parse.urljoin(page.path, form.action or page.path)
        if form.method == "get":
            return self.open(path.split("?")[0] + "?" + urllib.parse.urlencode(fields))
        if form.multipart:
            body, kind = encode_multipart(fields, files)
        else:
            body, kind = urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
        reply = self.request("POST", path, body, {"Content-Type": kind})
        if reply.status in (302, 303):
            return self.open(urllib.parse.urljoin(path, reply.headers["Location"]))
        return reply


def encode_multipart(fields, files):
    boundary = "----form" + secrets.token_hex(16)
    parts = []
    for name, value in fields:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
                     + value.replace("\r\n", "\n").replace("\n", "\r\n").encode() + b"\r\n")
    for name, filename, kind, data in files:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                     f"Content-Type: {kind}\r\n\r\n".encode() + data + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def search(pattern, page, what):
    found = pattern.search(page.text)
    if not found:
        raise PageError(f"{page.path} ({page.status}) shows no {what}:\n{page.text}")
    return found[0]


def submit_ticket(reporter, values, files=(), answer=None):
    """From the first page to the confirmation, with an inbox. Returns its number and the inbox's code as one line.

    @answer gets a page and returns the answer to the security question on it.
    """
    page = reporter.open("/submit")
    if answer is not None:
        form = page.find_form("token", "answer")
        page = reporter.send(page, form, {"answer": answer(page)})
    form = page.find_form("subject", "report", "attachment")
    page = reporter.send(page, form, values, [("attachment", *file) for file in files])
    form = page.find_form("inbox", "kept")
    code = search(CODE, page, "code")
    page = reporter.send(page, form, {"inbox": "yes", "kept": "yes"})
    return search(NUMBER, page, "number"), code


def open_inbox(reporter, code, answer=None):
    """Returns the inbox's page."""
    page = reporter.open("/inbox")
    form = page.find_form("token", "code")
    values = {"code": code}
    if answer is not None:
        values["answer"] = answer(page)
    page = reporter.send(page, form, values)
    page.find_form("message")
    return page


def write_in_inbox(reporter, page, text, files=()):
    """Returns the inbox's page after it."""
    return reporter.send(page, page.find_form("message"), {"message": text}, [("attachment", *file) for file in files])
