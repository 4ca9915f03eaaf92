/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_delivery_state_choices[];
extern const PdChoice pd_delivery_language_choices[];

/* The files of one invoice, mailed to one recipient, with copies to others. People say to whom; what became of it is the
 * platform's word. A delivery may be asked for before its invoice is issued: it waits. */
#define PD_DELIVERY_FIELDS(F)                                                                                \
  F (INVOICE_ID, "invoice_id", N_ ("Invoice"), REFERENCE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)   \
  F (INVOICE_NUMBER, "invoice_number", N_ ("Invoice number"), TEXT, 20, SERVER, NULL, NEVER,                 \
     PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                                \
  F (DATE, "date", N_ ("Date"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_INDEX, NULL)                       \
  F (RECIPIENT, "recipient", N_ ("Recipient"), TEXT, 254, CHANGED, NULL, TO_SAVE,                            \
     PD_FIELD_SEARCH | PD_FIELD_INDEX | PD_FIELD_PRIVATE, NULL)                                              \
  F (COPIES, "copies", N_ ("Copies to"), TEXT, 1000, CHANGED, NULL, NEVER,                                   \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (LANGUAGE, "language", N_ ("Language"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,                 \
     pd_delivery_language_choices)                                                                           \
  F (FILES, "files", N_ ("Files to send"), TEXT, 11, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX,                           \
     pd_delivery_state_choices)                                                                              \
  F (STATE_REASON, "state_reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (ATTEMPTS, "attempts", N_ ("Attempts"), INTEGER, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (SENT_AT, "sent_at", N_ ("Sent at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                 \
  F (ASKED_BY, "asked_by", N_ ("Asked by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (ATTACHED, "attached", N_ ("Files sent"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (MESSAGE_ID, "message_id", N_ ("Message ID"), TEXT, 200, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_DELIVERY_##id,
enum
{
  PD_DELIVERY_FIELDS (F) PD_DELIVERY_N_FIELDS
};
#undef F

/* A mail server takes 100 recipients of one mail at least (RFC 5321, 4.5.3.1.8); who needs more writes more mails. */
#define PD_DELIVERY_MAX_COPIES 10

/**
 * PdDeliveryFiles: which of an invoice's files a mail carries.
 * @PD_DELIVERY_FILES_ALL: whatever there is, which is what is kept as nothing
 */
typedef enum
{
  PD_DELIVERY_FILES_PDF = 1 << 0,
  PD_DELIVERY_FILES_OFD = 1 << 1,
  PD_DELIVERY_FILES_XML = 1 << 2,
  PD_DELIVERY_FILES_ALL = PD_DELIVERY_FILES_PDF | PD_DELIVERY_FILES_OFD | PD_DELIVERY_FILES_XML
} PdDeliveryFiles;

#define PD_DELIVERY_STATE_WAITING "waiting"
#define PD_DELIVERY_STATE_SENDING "sending"
#define PD_DELIVERY_STATE_SENT "sent"
#define PD_DELIVERY_STATE_REFUSED "refused" /* by the recipient's side: the address, or the mail itself */
#define PD_DELIVERY_STATE_FAILED "failed"   /* given up; nothing was taken */
#define PD_DELIVERY_STATE_UNCERTAIN                                                                          \
  "uncertain" /* it was handed over, and no answer came: it may have arrived */
#define PD_DELIVERY_STATE_CANCELLED "cancelled"

#define PD_DELIVERY_LANGUAGE_CHINESE "zh_CN"
#define PD_DELIVERY_LANGUAGE_ENGLISH "en"

extern const PdRecordType pd_delivery_type;

PdRecord *pd_delivery_new (gint64 now,
                           const char *date,
                           const PdRecord *invoice,
                           const char *recipient,
                           const char *copies);
gboolean pd_delivery_files_parse (const char *text, PdDeliveryFiles *files);
char *pd_delivery_files_to_text (PdDeliveryFiles files);
PdDeliveryFiles pd_delivery_get_files (const PdRecord *delivery);
PdDeliveryFiles pd_delivery_files_of_invoice (const PdRecord *invoice);

G_END_DECLS
