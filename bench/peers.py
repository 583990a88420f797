"""Extraction by other people's tools on the same pages, in this run, CPU time of one process. Peers that are not installed are
named and passed over: they serve to compare, the project does not need them.

usage: peers.py FOLDER_OF_HTML [MIRQAB]
"""
import pathlib, subprocess, sys, resource, time


def row(name, size, pages, seconds):
    print(f"{name:24s} {size / 1e6 / seconds:8.1f} MB/s {pages / seconds:8.0f} pages/s", flush=True)


def timed(name, pages, work):
    start = time.process_time()
    for html in pages:
        try:
            work(html)
        except Exception:  # a peer's failure on a page is its own affair; the page's time counts
            pass
    row(name, sum(len(p) for p in pages), len(pages), time.process_time() - start)


def main():
    folder = pathlib.Path(sys.argv[1])
    files = sorted(folder.rglob("*.html"))
    pages = [f.read_bytes() for f in files]
    if not pages:
        sys.exit(f"no pages in {folder}")
    if len(sys.argv) > 2:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.argv[2], "read", "--jobs", "1", "--only", "article", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        row("mirqab read, whole run", sum(len(p) for p in pages), len(pages), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
        timed("resiliparse", pages, lambda h: extract_plain_text(bytes_to_str(h, detect_encoding(h)), main_content=True))
    except ImportError:
        print("resiliparse: not installed")
    try:
        import trafilatura
        timed("trafilatura, fast", pages[:120], lambda h: trafilatura.bare_extraction(h, fast=True))
    except ImportError:
        print("trafilatura: not installed")


main()
