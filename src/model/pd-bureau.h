/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_bureau_session_choices[];
extern const PdChoice pd_bureau_rule_choices[];
extern const PdChoice pd_bureau_connection_choices[];

/* How a company stands with the tax bureau: the platform's word, but for the rules, which a person sets. One record a
 * tenant. Amounts of the quota (授信额度) are without tax. */
#define PD_BUREAU_FIELDS(F)                                                                                  \
  F (GATEWAY, "gateway", N_ ("Gateway"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (SESSION, "session", N_ ("Session"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,                     \
     pd_bureau_session_choices)                                                                              \
  F (ACCOUNT, "account", N_ ("Account"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PRIVATE, NULL)              \
  F (QR_CODE, "qr_code", N_ ("Code to scan"), TEXT, 2000, SERVER, NULL, NEVER, PD_FIELD_PRIVATE, NULL)       \
  F (BY_SMS, "by_sms", N_ ("A code was sent by SMS"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)    \
  F (CODE_EXPIRES_AT, "code_expires_at", N_ ("The code expires at"), TIME, 0, SERVER, NULL, NEVER,           \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (CODE_AGAIN_AT, "code_again_at", N_ ("Another code may be asked for at"), TIME, 0, SERVER, NULL, NEVER,  \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (REASON, "reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                  \
  F (CONNECTION, "connection", N_ ("Connection"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,            \
     pd_bureau_connection_choices)                                                                           \
  F (CONNECTION_AT, "connection_at", N_ ("Tried at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)    \
  F (PLAIN, "plain", N_ ("Issues no special businesses"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,      \
     NULL)                                                                                                   \
  F (HELD, "held", N_ ("Issuing is held"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)               \
  F (QUOTA_TOTAL, "quota_total", N_ ("Quota of the month"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (QUOTA_USED, "quota_used", N_ ("Used of the quota"), MONEY, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,      \
     NULL)                                                                                                   \
  F (QUOTA_AVAILABLE, "quota_available", N_ ("Left of the quota"), MONEY, 0, SERVER, NULL, NEVER,            \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (QUOTA_AT, "quota_at", N_ ("Quota as of"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (AUTO_ISSUE, "auto_issue", N_ ("Issue when an order is completed"), CHOICE, 0, CHANGED, "rule", NEVER,   \
     PD_FIELD_PLAIN, pd_bureau_rule_choices)                                                                 \
  F (AUTO_LIMIT, "auto_limit", N_ ("Only up to a total with tax of"), MONEY, 0, CHANGED, "rule", NEVER,      \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (AUTO_MAIL, "auto_mail", N_ ("Mail issued invoices to buyers with an address"), FLAG, 0, CHANGED, NULL,  \
     NEVER, PD_FIELD_PLAIN, NULL)                                                                            \
  F (VERIFIES, "verifies", N_ ("Verification is set up"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,      \
     NULL)                                                                                                   \
  F (COMPARED, "compared", N_ ("Compared with the provider's list"), TEXT, 2000, SERVER, NULL, NEVER,        \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (COMPARED_AT, "compared_at", N_ ("Compared at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (AUTO_COMPLETE, "auto_complete", N_ ("Complete an order when all parcels were delivered"), FLAG, 0,      \
     CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                                                             \
  F (AUTO_CONFIRM, "auto_confirm", N_ ("Confirm the payment when all of an order is paid"), FLAG, 0,         \
     CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_BUREAU_##id,
enum
{
  PD_BUREAU_FIELDS (F) PD_BUREAU_N_FIELDS
};
#undef F

#define PD_BUREAU_SESSION_NONE "none"
#define PD_BUREAU_SESSION_UNKNOWN "unknown"
#define PD_BUREAU_SESSION_OUT "out"
#define PD_BUREAU_SESSION_CODE "code"
#define PD_BUREAU_SESSION_IN "in"

#define PD_BUREAU_CONNECTION_UNTRIED "untried"
#define PD_BUREAU_CONNECTION_WORKS "works"
#define PD_BUREAU_CONNECTION_FAILS "fails"

#define PD_BUREAU_RULE_NEVER "never"
#define PD_BUREAU_RULE_ORDINARY "ordinary"
#define PD_BUREAU_RULE_ALL "all"

extern const PdRecordType pd_bureau_type;

G_END_DECLS
