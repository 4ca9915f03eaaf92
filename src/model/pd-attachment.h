/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* A file that belongs to a record. The record says its name and its hash; the bytes travel on their own (sync: 2.9).
 * Who added it and when is the platform's word. */
#define PD_ATTACHMENT_FIELDS(F)                                                                              \
  F (NAME, "name", N_ ("File name"), TEXT, 200, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)                \
  F (MEDIA_TYPE, "media_type", N_ ("Kind of file"), TEXT, 127, CHANGED, "file", NEVER, PD_FIELD_PLAIN, NULL) \
  F (SIZE, "size", N_ ("Size in bytes"), INTEGER, 0, CHANGED, "file", TO_SAVE, PD_FIELD_PLAIN, NULL)         \
  F (SHA256, "sha256", N_ ("SHA-256"), TEXT, 64, CHANGED, "file", TO_SAVE, PD_FIELD_PLAIN, NULL)             \
  F (ADDED_BY, "added_by", N_ ("Added by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (ADDED_AT, "added_at", N_ ("Added at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_ATTACHMENT_##id,
enum
{
  PD_ATTACHMENT_FIELDS (F) PD_ATTACHMENT_N_FIELDS
};
#undef F

/* Of one file, and of one record: a photographed contract is 5 MB, a scanned one of 100 pages 30. */
#define PD_ATTACHMENT_MAX_BYTES (50 * 1000 * 1000)
#define PD_ATTACHMENT_MAX_COUNT 100

/* Characters of a hash in hex. */
#define PD_ATTACHMENT_HASH_LENGTH 64

/* One table of fields; a type for each type of record, because each has rows of its own. */
extern const PdRecordType pd_order_attachment_type;
extern const PdRecordType pd_invoice_attachment_type;
extern const PdRecordType pd_received_attachment_type;
extern const PdRecordType pd_ticket_attachment_type;
extern const PdRecordType pd_solution_attachment_type;

int pd_attachment_list (const PdRecordType *type);
GPtrArray *pd_record_get_attachments (const PdRecord *record);
PdRecord *pd_record_find_attachment (const PdRecord *record, const char *id);
PdRecord *pd_record_add_attachment (PdRecord *record,
                                    gint64 now,
                                    const char *name,
                                    const char *media_type,
                                    gint64 size,
                                    const char *sha256);
gboolean pd_attachment_is_hash (const char *text);
char *pd_attachment_plain_name (const char *name);
void pd_attachments_check (const PdRecord *record, GPtrArray *problems);

G_END_DECLS
