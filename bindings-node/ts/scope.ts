import { native } from "./native.js";

/** Adyen's roles that matter for managing keys. */
export type AdyenScope =
  | "API_CREDENTIALS_READ_AND_WRITE"
  | "ACCOUNT_READ"
  | "WEBHOOKS_READ_AND_WRITE"
  | "USERS_READ_AND_WRITE"
  | "CHECKOUT_WEBSERVICE"
  | "MERCHANT_PAL_WEBSERVICE"
  | "MERCHANT_RECURRING";

/** Bousol's scopes. */
export type BousolScope =
  | "INVOICES_READ"
  | "INVOICES_WRITE"
  | "PAYMENT_LINKS_READ"
  | "PAYMENT_LINKS_WRITE"
  | "CLIENTS_READ"
  | "CLIENTS_WRITE"
  | "PAYOUTS_READ"
  | "PAYOUTS_WRITE"
  | "DISBURSEMENTS_READ"
  | "DISBURSEMENTS_WRITE"
  | "WEBHOOKS_READ"
  | "WEBHOOKS_WRITE";

/** Scopes as constants: `scope.bousol.PAYOUTS_READ`. Any other text is taken as it is. */
export const scope = Object.freeze(native.scopes()) as {
  readonly adyen: Readonly<Record<AdyenScope, string>>;
  readonly bousol: Readonly<Record<BousolScope, string>>;
};
