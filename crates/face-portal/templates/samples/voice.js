const { createHash, randomBytes } = require("node:crypto");

const url = {{ url }};
const user = {{ user }};
const password = process.env.API_PASSWORD;

const body = `<?xml version="1.0"?>
<methodCall>
  <methodName>listCustomers</methodName>
  <params><param><value><struct>
    <member><name>limit</name><value><int>10</int></value></member>
  </struct></value></param></params>
</methodCall>`;

const md5 = (...parts) => createHash("md5").update(parts.join(":")).digest("hex");

async function call() {
  const request = { method: "POST", headers: { "Content-Type": "text/xml" }, body };
  const challenge = (await fetch(url, request)).headers.get("www-authenticate");
  const [, realm] = /realm="([^"]*)"/.exec(challenge);
  const [, nonce] = /nonce="([^"]*)"/.exec(challenge);
  const uri = new URL(url).pathname;
  const cnonce = randomBytes(8).toString("hex");
  const secret = md5(user, realm, password);
  const response = md5(secret, nonce, "00000001", cnonce, "auth", md5("POST", uri));
  request.headers.Authorization =
    `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}"`;
  const answer = await fetch(url, request);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}

call().then(console.log);
