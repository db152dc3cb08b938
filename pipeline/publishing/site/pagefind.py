"""The search index of pagefind, with the same bytes for the same pages.

If pagefind indexes a folder, it numbers the pages in the order of the file system, which differs between machines. Its
service receives the pages one by one instead (https://pagefind.app/docs/node-api describes the messages).
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

from pagefind.service import get_executable

from pipeline.core.linux import child_command
from pipeline.core.programs import child_environment, find_program

END = b","


def write_index(folder: Path, pages: Mapping[str, str]) -> None:
    """Writes the index of pages (HTML by address) into `folder`, in the order of their addresses.

    Raises CalledProcessError with what pagefind says where it fails.
    """
    count = len(pages) + 2
    program = pagefind_program()
    if program is None:
        raise failed("its program is not installed: pip install 'pagefind[bin]'")
    command = child_command(str(program), "--service")
    with (
        ThreadPoolExecutor(1) as writer,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        # It answers while it is still told: neither may wait for the other.
        writing = writer.submit(send_requests, process.stdin, requests(pages))
        heard, answer = 0, dict[str, Any]()
        for heard, answer in enumerate(answers(cast(BufferedReader, process.stdout)), start=1):
            if answer["type"] == "Error":
                process.kill()
                raise failed(answer["message"])
            if heard == count:
                break
        if heard < count:
            raise failed(f"it ended after {heard} of {count} requests")
        writing.result()
    # Asked to write the files itself, it may end before all of them are on the disk.
    for file in answer["files"]:
        path = folder / file["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(file["content"]))


def pagefind_program() -> Path | None:
    """The program of pagefind that is installed with it or named by the user; none of the current folder."""
    program = get_executable()
    if program is None or program.is_absolute():
        return program
    return find_program("pagefind_extended") or find_program("pagefind")


def failed(said: str) -> subprocess.CalledProcessError:
    return subprocess.CalledProcessError(1, ["pagefind"], said.encode())


def requests(pages: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": None}
    for url in sorted(pages):
        yield {"type": "AddFile", "index_id": 0, "url": None, "file_contents": pages[url], "file_path": url}
    yield {"type": "GetFiles", "index_id": 0}


def send_requests(stream: IO[bytes], said: Iterable[dict[str, Any]]) -> None:
    for number, payload in enumerate(said, start=1):
        message = json.dumps({"message_id": number, "payload": payload})
        stream.write(base64.b64encode(message.encode()) + END)
    stream.flush()


def answers(stream: BufferedReader) -> Iterator[dict[str, Any]]:
    # The last answer is as long as the whole index: its pieces are put together once.
    waiting: list[bytes] = []
    while chunk := stream.read1(1 << 16):
        first, *rest = chunk.split(END)
        waiting.append(first)
        for part in rest:
            yield json.loads(base64.b64decode(b"".join(waiting)))["payload"]
            waiting = [part]
