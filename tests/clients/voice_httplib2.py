"""XML-RPC by httplib2 and its digest authentication, the way the imitated switch's examples do it: URL LOGIN PASSWORD."""

import sys
import xmlrpc.client

import httplib2

from lines import HttpStatus, answer_calls

TIMEOUT_SECONDS = 30


def main():
    url, login, password = sys.argv[1:]
    http = httplib2.Http(timeout=TIMEOUT_SECONDS)
    http.add_credentials(login, password)

    def call(method, params):
        body = xmlrpc.client.dumps(tuple(params), method, allow_none=True)
        headers = {"Content-Type": "text/xml"}
        response, content = http.request(url, "POST", body=body.encode(), headers=headers)
        if response.status != 200:
            raise HttpStatus(response.status)
        (answer,), _ = xmlrpc.client.loads(content)
        return answer

    answer_calls(call)


main()
