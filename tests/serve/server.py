"""A served archive for tests: ingests pages into a fresh archive and runs `mirqab serve` on a free port of loopback."""
import os, pathlib, shutil, signal, subprocess, tempfile, urllib.request, urllib.error

TREE = pathlib.Path(__file__).resolve().parent.parent.parent


def program():
    return shutil.which("mirqab") or str(TREE / "build" / os.environ.get("VARIANT", "release") / "mirqab")


class Server:
    def __init__(self, *pages, more=()):
        self.folder = tempfile.TemporaryDirectory()
        self.db = self.folder.name + "/archive.db"
        env = dict(os.environ, MIRQAB_TODAY="2025-12-20")
        for page in pages:
            subprocess.run([program(), "--quiet", "--db", self.db, "ingest", *page.split("\0")], check=False, env=env,
                           stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([program(), "--db", self.db, "serve", "--listen", "127.0.0.1:0", *more], env=env,
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip().rstrip("/")
        if not self.url:
            raise SystemExit("mirqab serve printed no address")

    def get(self, path, headers={}, method="GET", data=None):
        request = urllib.request.Request(self.url + path, headers=headers, method=method, data=data)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=20)
        self.folder.cleanup()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.close()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
