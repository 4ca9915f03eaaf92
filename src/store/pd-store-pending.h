/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: what has changed here and is not decided yet: outbox rows, shadows, open conflicts. */

#include "model/pd-mutation.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-session.h"

G_BEGIN_DECLS

/* The platform's version in a shadow or a conflict, with the sequence that a version of a history that is over has,
 * -1 - what it was; or with its own again. Its revision is kept: it is what the author knows. */
#define PD_PENDING_TURNED "json_set (theirs, '$.sequence', -1 - (theirs ->> '$.sequence'))"

/** PdOutboxRow: a mutation and where it stands. */
typedef struct
{
  gint64 position;
  gboolean in_flight;
  gboolean sent; /* has been on its way once: its content does not change any more */
  PdMutation *mutation;
} PdOutboxRow;

void pd_outbox_row_free (PdOutboxRow *row);
GPtrArray *
pd_outbox_get_rows (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_outbox_find (PdStoreSession *session, const char *mutation_id, PdOutboxRow **row, GError **error);
gboolean pd_outbox_add (PdStoreSession *session, const PdMutation *mutation, GError **error);
gboolean pd_outbox_update (PdStoreSession *session, const PdOutboxRow *row, GError **error);
gboolean pd_outbox_remove (PdStoreSession *session, gint64 position, GError **error);
PdOutboxRow *pd_outbox_read (PdStoreSession *session, PdStatement *statement, GError **error);

/* The columns that pd_outbox_read() reads. */
#define PD_OUTBOX_COLUMNS "position, state, sent, mutation"

gboolean pd_shadow_get (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        PdRecord **base,
                        PdRecord **theirs,
                        GError **error);
gboolean pd_shadow_get_place (PdStoreSession *session,
                              const PdRecordType *type,
                              const char *id,
                              gint64 *revision,
                              gint64 *sequence,
                              GError **error);
gboolean pd_shadow_set (PdStoreSession *session,
                        const PdRecordType *type,
                        const char *id,
                        const PdRecord *base,
                        const PdRecord *theirs,
                        GError **error);
gboolean pd_shadow_remove (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);

gboolean pd_conflict_add (PdStoreSession *session, const PdStoreConflict *conflict, GError **error);
GPtrArray *
pd_conflict_get_open (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_conflict_set_sides (PdStoreSession *session,
                                const char *id,
                                const PdRecord *mine,
                                const PdRecord *theirs,
                                GError **error);
gboolean pd_conflict_close (PdStoreSession *session,
                            const char *id,
                            PdStoreDecision decision,
                            const PdRecord *decided,
                            gint64 now,
                            GError **error);

gboolean pd_conflict_holds_view (const PdStoreConflict *conflict);

gboolean
pd_pending_refresh_state (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_pending_stamp (PdStoreSession *session, PdRecord *record, gint64 time, GError **error);
char *pd_pending_record_text (const PdRecord *record);
gboolean
pd_pending_record_from_text (PdStoreSession *session, const char *text, PdRecord **record, GError **error);

G_END_DECLS
