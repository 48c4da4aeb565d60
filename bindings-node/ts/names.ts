// The core's words in JavaScript's spelling, where errors name settings and arguments.

const TIMES = new Map([
  ["timeout", "timeoutMs"],
  ["connect_timeout", "connectTimeoutMs"],
]);

/** Those that JavaScript spells otherwise. */
const WORDS =
  /`(timeout|connect_timeout|api_key|base_url|company_id|merchant_id|user_id|payment_request_id|max_attempts|rate_limit|shared_limit|max_concurrency|ca_certificates|user_agent|page_size|allowed_origins|origin_id)`/g;

/** `page_size` → `pageSize`. */
export function camelCase(word: string): string {
  return TIMES.get(word) ?? word.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Rewrites the words in backticks. */
export function inJavaScript(text: string): string {
  return text.replace(WORDS, (_, word: string) => `\`${camelCase(word)}\``);
}
