import os
import xmlrpc.client

import requests
from requests.auth import HTTPDigestAuth

url = {{ url }}
credentials = HTTPDigestAuth({{ user }}, os.environ["API_PASSWORD"])


def call(method, **parameters):
    body = xmlrpc.client.dumps((parameters,), method)
    answer = requests.post(url, body, headers={"Content-Type": "text/xml"}, auth=credentials)
    answer.raise_for_status()
    (result,), _ = xmlrpc.client.loads(answer.content)
    return result


for customer in call("listCustomers", limit=10)["customers"]:
    print(customer["i_customer"], customer["name"], customer["balance"])
