const url = {{ url }};
const name = {{ user }};
const password = process.env.API_PASSWORD;

async function call() {
  const body = new URLSearchParams({ reseller: name, password, customer: name });
  const answer = await (await fetch(url, { method: "POST", body })).json();
  if (answer.status !== 0) throw new Error(`status ${answer.status}: ${answer.message}`);
  return answer.credits;
}

call().then(console.log);
