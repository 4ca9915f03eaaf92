/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_bin_state_choices[];

/* What was deleted, with all that it was, until its time is over. The platform alone writes it. */
#define PD_BIN_ENTRY_FIELDS(F)                                                                               \
  F (TITLE, "title", N_ ("Name"), TEXT, 200, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                      \
  F (STATE, "state", N_ ("State"), CHOICE, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, pd_bin_state_choices)     \
  F (SUBJECT, "subject", N_ ("Subject"), TEXT, 200, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)               \
  F (RECORD_TYPE, "record_type", N_ ("Kind"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (RECORD_ID, "record_id", N_ ("Record"), REFERENCE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)         \
  F (DELETED_AT, "deleted_at", N_ ("Deleted at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_INDEX, NULL)        \
  F (DELETED_BY, "deleted_by", N_ ("Deleted by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (DELETED_FROM, "deleted_from", N_ ("Computer"), TEXT, 100, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)    \
  F (KEPT_UNTIL, "kept_until", N_ ("Kept until"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)        \
  F (RESTORED_ID, "restored_id", N_ ("Restored record"), REFERENCE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN,  \
     NULL)                                                                                                   \
  F (RESTORED_TITLE, "restored_title", N_ ("Restored as"), TEXT, 200, SERVER, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (RESTORED_BY, "restored_by", N_ ("Restored by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)    \
  F (RESTORED_AT, "restored_at", N_ ("Restored at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A part of the deleted record's text: the whole may be longer than a field. */
#define PD_BIN_PIECE_FIELDS(F)                                                                               \
  F (POSITION, "position", N_ ("Position"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (TEXT, "text", N_ ("Content"), TEXT, 16000, SERVER, NULL, NEVER, PD_FIELD_PRIVATE, NULL)

#define F(id, ...) PD_BIN_ENTRY_##id,
enum
{
  PD_BIN_ENTRY_FIELDS (F) PD_BIN_ENTRY_N_FIELDS
};
#undef F

#define F(id, ...) PD_BIN_PIECE_##id,
enum
{
  PD_BIN_PIECE_FIELDS (F) PD_BIN_PIECE_N_FIELDS
};
#undef F

#define PD_BIN_STATE_KEPT "kept"
#define PD_BIN_STATE_RESTORED "restored"

/* How long a bin keeps what was deleted, unless the platform is told otherwise. */
#define PD_BIN_DAYS 30
#define PD_BIN_MAX_DAYS 3650

extern const PdRecordType pd_bin_entry_type;

gboolean pd_bin_is_for (const PdRecordType *type);
gboolean pd_bin_keeps (const PdRecordType *type);
char *pd_bin_entry_id (const PdRecordType *type, const char *record_id);
char *pd_bin_restored_id (const PdRecordType *type, const char *record_id);
char *pd_bin_subject (const PdRecord *record);
PdRecord *pd_bin_entry_new (const PdRecord *record, const char *content);
char *pd_bin_entry_content (const PdRecord *entry);
PdRecord *pd_bin_restore (const PdRecord *kept);
void pd_bin_entry_note_restored (PdRecord *entry, const PdRecord *made, const char *by, gint64 now);

G_END_DECLS
