/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-invoice-qr.h"
#include "model/pd-record.h"
#include "model/pd-verification.h"

G_BEGIN_DECLS

extern const PdChoice pd_verification_state_choices[];

/* A question to the tax bureau whether an invoice is genuine: a person says which, the platform asks and tells the verdict
 * with its date, which is then to be seen without a network. The first date is that of the asking, so that the question
 * about an old invoice is kept where the questions of this year are. */
#define PD_VERIFICATION_FIELDS(F)                                                                            \
  F (ASKED_ON, "asked_on", N_ ("Asked on"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)           \
  F (KIND, "kind", N_ ("Kind of invoice"), TEXT, 2, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)            \
  F (CODE, "code", N_ ("Invoice code"), TEXT, 12, CHANGED, NULL, NEVER, PD_FIELD_SEARCH | PD_FIELD_NUMBER,   \
     NULL)                                                                                                   \
  F (NUMBER, "number", N_ ("Invoice number"), TEXT, 20, CHANGED, NULL, TO_SAVE,                              \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (DATE, "date", N_ ("Date of issue"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)              \
  F (AMOUNT, "amount", N_ ("Amount"), MONEY, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                  \
  F (CHECK, "check_code", N_ ("Check code"), TEXT, 32, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE, NULL)         \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX,                           \
     pd_verification_state_choices)                                                                          \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (VERDICT, "verdict", N_ ("Last verdict"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,                \
     pd_verification_state_choices)                                                                          \
  F (VERIFIED_AT, "verified_at", N_ ("Verified at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (NEXT_AT, "next_at", N_ ("May be asked again at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)   \
  F (LEFT, "left", N_ ("Questions left that day"), INTEGER, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)    \
  F (COUNTED_AT, "counted_at", N_ ("Counted at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)        \
  F (REUSED, "reused", N_ ("From an earlier verification"), FLAG, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (ASKED_BY, "asked_by", N_ ("Asked by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* PD_VERIFICATION_CODE and the like are what a kind asks for. */
#define F(id, ...) PD_VERIFICATION_FIELD_##id,
enum
{
  PD_VERIFICATION_FIELDS (F) PD_VERIFICATION_N_FIELDS
};
#undef F

/* Beside the names of verdicts, see pd_verdict_name(). */
#define PD_VERIFICATION_STATE_WAITING "waiting"
#define PD_VERIFICATION_STATE_ASKING "asking"

extern const PdRecordType pd_verification_type;

PdRecord *pd_verification_record_new (gint64 now, const char *today, const PdVerificationInput *input);
void pd_verification_record_get_input (const PdRecord *record, PdVerificationInput *input);
gboolean pd_verification_record_is_answered (const PdRecord *record);
gboolean pd_verification_input_from_invoice (const PdRecord *invoice, PdVerificationInput *input);
gboolean
pd_verification_input_from_received (const PdRecord *received, PdVerificationInput *input, GError **error);
guint pd_verification_left (const PdRecord *record, gint64 now);
char *pd_verification_input_digest (const PdVerificationInput *input);
gboolean
pd_verification_read_qr (const char *text, PdInvoiceQr *qr, PdVerificationInput *input, GError **error);

G_END_DECLS
