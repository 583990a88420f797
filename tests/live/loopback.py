"""A server of the test's own process, on a port of loopback that the system gives; `one` answers a connection."""
import asyncio, threading


class Loopback:
    def serve(self):
        """answers from here on; the port is known when this returns"""
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run(ready)), daemon=True).start()
        ready.wait()

    async def run(self, ready):
        server = await asyncio.start_server(self.one, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await asyncio.sleep(3600)
