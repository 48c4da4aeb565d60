// The same call, made by each library: asks for the credential in use and reads the answer.

const KEY = "AQE-not-a-real-key";
const AT_ONCE = 64;

export const CLIENTS = {
  async keyhelm(url) {
    const { Client } = await import("keyhelm");
    const client = new Client("adyen", { apiKey: KEY, environment: "test", baseUrl: url, rateLimit: "unlimited" });
    return () => client.keys.current();
  },

  async "undici.request"(url) {
    const { Agent, request } = await import("undici");
    const dispatcher = new Agent({ connections: AT_ONCE });
    const headers = { "x-api-key": KEY };
    return async () => {
      const { statusCode, body } = await request(`${url}/me`, { dispatcher, headers });
      if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
      return body.json();
    };
  },

  async fetch(url) {
    const headers = { "x-api-key": KEY };
    return async () => {
      const answer = await fetch(`${url}/me`, { headers });
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return answer.json();
    };
  },

  async axios(url) {
    const { Agent } = await import("node:http");
    const { default: axios } = await import("axios");
    const httpAgent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const http = axios.create({ httpAgent, proxy: false, headers: { "x-api-key": KEY } });
    return async () => (await http.get(`${url}/me`)).data;
  },

  async "@adyen/api-library"(url) {
    // It speaks TLS alone, with a new agent for each call: both become those of plain HTTP.
    const [{ default: http }, { default: https }] = await Promise.all([import("node:http"), import("node:https")]);
    https.request = (options) => http.request({ ...options, agent: new http.Agent(options.agent.options) });
    const { default: adyen } = await import("@adyen/api-library");
    const api = new adyen.ManagementAPI(new adyen.Client({ apiKey: KEY, environment: "TEST" })).MyAPICredentialApi;
    api.baseUrl = url;
    return () => api.getApiCredentialDetails();
  },
};
