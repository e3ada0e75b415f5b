"""REST by requests: BASE_URL. One request a line on standard input, one answer a line on standard output, as JSON."""

import json
import sys

import requests

TIMEOUT_SECONDS = 30


def main():
    (base,) = sys.argv[1:]
    session = requests.Session()
    for line in sys.stdin:
        request = json.loads(line)
        response = session.request(
            request["method"],
            base + request["path"],
            params=request["query"],
            data=request["form"],
            headers=request["headers"],
            timeout=TIMEOUT_SECONDS,
        )
        print(json.dumps({"http": response.status_code, "body": response.text}), flush=True)


main()
