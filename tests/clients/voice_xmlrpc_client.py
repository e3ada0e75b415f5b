"""XML-RPC by Python's own xmlrpc.client, with digest authentication by urllib: URL LOGIN PASSWORD."""

import sys
import urllib.error
import urllib.request
import xmlrpc.client

from lines import HttpStatus, answer_calls

TIMEOUT_SECONDS = 30


class DigestTransport(xmlrpc.client.Transport):
    """A transport that answers the server's challenges."""

    def __init__(self, url, login, password):
        super().__init__()
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, login, password)
        self.opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))

    def request(self, host, handler, request_body, verbose=False):
        self.verbose = verbose
        headers = {"Content-Type": "text/xml"}
        request = urllib.request.Request(f"http://{host}{handler}", request_body, headers)
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return self.parse_response(response)
        except urllib.error.HTTPError as error:
            raise HttpStatus(error.code) from error


def main():
    url, login, password = sys.argv[1:]
    transport = DigestTransport(url, login, password)
    server = xmlrpc.client.ServerProxy(url, transport=transport, allow_none=True)
    answer_calls(lambda method, params: getattr(server, method)(*params))


main()
