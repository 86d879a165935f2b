"""The small attachments of the demo's tickets, made when they are needed."""
import struct
import zlib

PAYMENTS = [("delivery", "order", "first invoice", "second invoice", "paid (EUR)"),
            ("2 April", "B-2217", "70413", "X-0092", "1,480.00"),
            ("9 April", "B-2231", "70455", "X-0095", "1,612.50"),
            ("23 April", "B-2260", "70518", "X-0101", "1,480.00"),
            ("7 May", "B-2304", "70602", "X-0108", "1,733.10"),
            ("21 May", "B-2339", "70671", "X-0113", "1,480.00"),
            ("4 June", "B-2371", "70744", "X-0117", "1,702.40"),
            ("18 June", "B-2402", "70810", "X-0124", "1,554.90")]
HOURS = [("Tag", "Terminal am Abend", "Ausdruck am Monatsende"),
         ("2. Oktober", "9:40", "8:30"), ("9. Oktober", "9:15", "8:00"), ("15. Oktober", "9:50", "8:30"),
         ("22. Oktober", "9:20", "8:15"), ("29. Oktober", "9:35", "8:25")]


def make_csv(rows):
    return "".join(";".join(row) + "\r\n" for row in rows).encode()


def make_pdf(lines):
    """One A4 page of text."""
    show = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 13 Tf 72 760 Td {show}ET".encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
               b" /Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                  % (len(objects) + 1, table, len(objects) + 1, len(out)))


def make_plan(width=480, height=300):
    """A floor plan: walls, a ramp, and the exit in red."""
    pixels = [bytearray(b"\xff\xff\xff" * width) for _ in range(height)]

    def fill(left, top, right, bottom, colour):
        for row in pixels[top:bottom]:
            row[left * 3:right * 3] = bytes(colour) * (right - left)

    wall, ramp, door = (60, 60, 60), (190, 205, 220), (200, 30, 30)
    for box in ((20, 20, 460, 28), (20, 272, 460, 280), (20, 20, 28, 280), (452, 20, 460, 280), (240, 28, 246, 180)):
        fill(*box, wall)
    fill(300, 200, 400, 272, ramp)
    fill(420, 268, 448, 284, door)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(row) for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def make_file(name):
    """Returns (type, bytes) of a file that tickets.json names."""
    makers = {
        "payments.csv": ("text/csv", lambda: make_csv(PAYMENTS)),
        "stunden-oktober.csv": ("text/csv", lambda: make_csv(HOURS)),
        "delivery-note.pdf": ("application/pdf", lambda: make_pdf(
            ["Delivery note 2304", "", "Delivered: 7 May", "12 pallets of folding boxes, 600 x 400",
             "Received complete, main warehouse"])),
        "hall-2.png": ("image/png", make_plan),
    }
    kind, make = makers[name]
    return kind, make()
