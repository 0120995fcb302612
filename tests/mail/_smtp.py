"""An SMTP server on the loopback, for the cases here.

  _smtp.py FOLDER [PORT]

Writes its port to FOLDER/port, and of each message FOLDER/N.from, N.to and
N.eml, with the line ends it had before SMTP.  While there is a file
FOLDER/refuse, recipients with its text are refused (550); while there is
FOLDER/busy, all are (451); while there is FOLDER/hang, no message is
answered."""
import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP

folder = pathlib.Path(sys.argv[1])


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        refuse = folder / "refuse"
        if (folder / "busy").exists():
            return "451 try again later"
        if refuse.exists() and refuse.read_text().strip() in address:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        while (folder / "hang").exists():
            await asyncio.sleep(0.1)
        n = len(list(folder.glob("*.eml"))) + 1
        (folder / f"{n}.from").write_text(envelope.mail_from + "\n")
        (folder / f"{n}.to").write_text("\n".join(envelope.rcpt_tos) + "\n")
        (folder / f"{n}.eml").write_bytes(
            envelope.content.replace(b"\r\n", b"\n"))
        return "250 taken"


async def main():
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), data_size_limit=1 << 26), "127.0.0.1", port)
    port = server.sockets[0].getsockname()[1]
    (folder / "port.new").write_text(f"{port}\n")
    (folder / "port.new").rename(folder / "port")
    await server.serve_forever()

asyncio.run(main())
