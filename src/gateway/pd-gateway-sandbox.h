/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway.h"

G_BEGIN_DECLS

/**
 * PdGatewaySandboxFault: what goes wrong with one call.
 * @PD_GATEWAY_FAULT_LOSE_ANSWER: it is done, and the answer is lost on the way
 * @PD_GATEWAY_FAULT_LOSE_REQUEST: the request is lost on the way
 * @PD_GATEWAY_FAULT_REFUSE: the bureau refuses with the given sentence
 * @PD_GATEWAY_FAULT_UNAVAILABLE: the bureau is closed
 * @PD_GATEWAY_FAULT_SIGN_IN: the bureau wants a person to sign in; where it has sessions, everybody is signed out
 * @PD_GATEWAY_FAULT_PENDING: it is done, and told only when it is asked; a red invoice waits until it is asked for
 * @PD_GATEWAY_FAULT_HTML: something on the way answers with a web page; nothing is done
 * @PD_GATEWAY_FAULT_WRONG_TYPE: it is done, and the answer cannot be read
 * @PD_GATEWAY_FAULT_LATE: a submission is held on the way and arrives a minute later; nobody knows until then
 * @PD_GATEWAY_FAULT_SEAL: the invoice has its number, and its seal fails until a retry
 * @PD_GATEWAY_FAULT_REJECT: the bureau takes it and rejects it with the given sentence, which it keeps under the key
 * @PD_GATEWAY_FAULT_NO_FILE: of an invoice's files the PDF is not there yet
 * @PD_GATEWAY_FAULT_CONFIGURE: the provider does not know who calls: an administrator has to mend the connection
 */
typedef enum
{
  PD_GATEWAY_FAULT_LOSE_ANSWER,
  PD_GATEWAY_FAULT_LOSE_REQUEST,
  PD_GATEWAY_FAULT_REFUSE,
  PD_GATEWAY_FAULT_UNAVAILABLE,
  PD_GATEWAY_FAULT_SIGN_IN,
  PD_GATEWAY_FAULT_PENDING,
  PD_GATEWAY_FAULT_HTML,
  PD_GATEWAY_FAULT_WRONG_TYPE,
  PD_GATEWAY_FAULT_LATE,
  PD_GATEWAY_FAULT_SEAL,
  PD_GATEWAY_FAULT_REJECT,
  PD_GATEWAY_FAULT_NO_FILE,
  PD_GATEWAY_FAULT_CONFIGURE,
  PD_GATEWAY_N_FAULTS
} PdGatewaySandboxFault;

/** PdGatewaySandboxFunction: which function of the interface a fault is for. */
typedef enum
{
  PD_GATEWAY_SANDBOX_SUBMIT,
  PD_GATEWAY_SANDBOX_QUERY,
  PD_GATEWAY_SANDBOX_RETRY,
  PD_GATEWAY_SANDBOX_FILES,
  PD_GATEWAY_SANDBOX_VOID,
  PD_GATEWAY_SANDBOX_APPLY_FORM,
  PD_GATEWAY_SANDBOX_QUERY_FORM,
  PD_GATEWAY_SANDBOX_ACT_ON_FORM,
  PD_GATEWAY_SANDBOX_LIST_FORMS,
  PD_GATEWAY_SANDBOX_SESSION,
  PD_GATEWAY_SANDBOX_QUOTA,
  PD_GATEWAY_SANDBOX_LIST,
  PD_GATEWAY_SANDBOX_TEST,
  PD_GATEWAY_SANDBOX_REDELIVER,
  PD_GATEWAY_SANDBOX_N_FUNCTIONS
} PdGatewaySandboxFunction;

/* For a review: until a person says something. */
#define PD_GATEWAY_SANDBOX_BY_HAND (-1)

/** PdGatewaySandboxOptions: how a training bureau behaves; what is set through its door counts more. */
typedef struct
{
  const char *path;     /* the bureau's own database; made when missing */
  gint64 delay;         /* microseconds until it answers a submission */
  gint64 monthly_quota; /* fen without tax a company may issue in a month; 0 for no limit */
  gint64 review;        /* microseconds that a review takes; 0: none; PD_GATEWAY_SANDBOX_BY_HAND */
  gint64 slow;          /* microseconds from taking to issuing; 0: at once */
  gboolean sessions;    /* whether somebody has to be signed in; at first somebody is */
  gint64 session_lasts; /* microseconds until a sign-in ends; 0: it does not */
  gint64 scan_after;    /* microseconds until a QR code that is shown is scanned by itself; 0: it is not */
  const char *company;  /* (nullable) tax number of whoever's quota is told; NULL: whoever issued first */
  const char *company_name;      /* (nullable) the buyer of what pd_gateway_sandbox_receive() plays */
  gint64 (*now) (gpointer data); /* (nullable) microseconds, UTC; NULL for the system's clock. Any thread. */
  gpointer now_data;
} PdGatewaySandboxOptions;

/** PdGatewaySandboxInvoice: one legal invoice in the bureau's book. */
typedef struct
{
  char *number;
  char *key;
  char *company;      /* the seller's tax number */
  char *order_number; /* (nullable) */
  gint64 gross_amount;
  gint64 issued_at;
  char *blue_number; /* (nullable) of a red invoice: what it reverses */
  gboolean unsealed; /* its seal failed; a retry brings it */
  gboolean booked;   /* its buyer used or booked it: a reversal needs both sides */
} PdGatewaySandboxInvoice;

void pd_gateway_sandbox_invoice_free (PdGatewaySandboxInvoice *invoice);

/** PdGatewaySandboxCase: what the bureau has under a key that is no invoice yet. */
typedef struct
{
  char *key;
  char *state;  /* "review", "slow" or "failed" */
  char *reason; /* (nullable) */
  char *order_number;
  char *buyer_name;
  gint64 gross_amount;
  gint64 taken_at; /* microseconds, UTC */
  gint64 due_at;   /* microseconds, UTC: when it goes on by itself; 0: when a person says so */
} PdGatewaySandboxCase;

void pd_gateway_sandbox_case_free (PdGatewaySandboxCase *one);

/** PdGatewaySandboxSetting: what can be set while the bureau is open. */
typedef enum
{
  PD_GATEWAY_SANDBOX_SET_QUOTA,         /* fen; 0 for no limit */
  PD_GATEWAY_SANDBOX_SET_REVIEW,        /* see PdGatewaySandboxOptions */
  PD_GATEWAY_SANDBOX_SET_SLOW,          /* see PdGatewaySandboxOptions */
  PD_GATEWAY_SANDBOX_SET_SESSION_LASTS, /* see PdGatewaySandboxOptions */
  PD_GATEWAY_SANDBOX_SET_SCAN_AFTER,    /* see PdGatewaySandboxOptions */
} PdGatewaySandboxSetting;

/** PdGatewaySandboxWord: what the played other side says of a red-letter form. */
typedef enum
{
  PD_GATEWAY_SANDBOX_CONFIRM,
  PD_GATEWAY_SANDBOX_DENY,
  PD_GATEWAY_SANDBOX_WITHDRAW,
} PdGatewaySandboxWord;

PdGateway *pd_gateway_sandbox_new (const PdGatewaySandboxOptions *options, GError **error);

/* The door: for people and tests, also from another process that has the same file open. */
void pd_gateway_sandbox_add_fault (PdGateway *gateway,
                                   PdGatewaySandboxFault fault,
                                   const char *sentence,
                                   guint times);
void pd_gateway_sandbox_add_fault_to (PdGateway *gateway,
                                      PdGatewaySandboxFunction function,
                                      PdGatewaySandboxFault fault,
                                      const char *sentence,
                                      guint times);
const char *pd_gateway_sandbox_fault_name (PdGatewaySandboxFault fault);
gboolean pd_gateway_sandbox_parse_fault (const char *text,
                                         PdGatewaySandboxFunction *function,
                                         PdGatewaySandboxFault *fault);
gboolean
pd_gateway_sandbox_set (PdGateway *gateway, PdGatewaySandboxSetting setting, gint64 value, GError **error);
GPtrArray *pd_gateway_sandbox_list_invoices (PdGateway *gateway, GError **error);
GPtrArray *pd_gateway_sandbox_list_cases (PdGateway *gateway, GError **error);
GPtrArray *pd_gateway_sandbox_list_forms (PdGateway *gateway, GError **error);
gboolean pd_gateway_sandbox_approve (PdGateway *gateway, const char *key, GError **error);
gboolean pd_gateway_sandbox_reject (PdGateway *gateway, const char *key, const char *reason, GError **error);
gboolean pd_gateway_sandbox_sign_out (PdGateway *gateway, GError **error);
gboolean pd_gateway_sandbox_sign_in (PdGateway *gateway, GError **error);
gboolean pd_gateway_sandbox_scan (PdGateway *gateway, GError **error);
char *pd_gateway_sandbox_read_sms (PdGateway *gateway, GError **error);
gboolean pd_gateway_sandbox_book (PdGateway *gateway, const char *number, GError **error);
char *pd_gateway_sandbox_receive (PdGateway *gateway, gint64 gross, GError **error);
char *pd_gateway_sandbox_enter_form (PdGateway *gateway,
                                     const char *blue_number,
                                     const char *reason_code,
                                     GError **error);
gboolean
pd_gateway_sandbox_say (PdGateway *gateway, const char *form, PdGatewaySandboxWord word, GError **error);

G_END_DECLS
