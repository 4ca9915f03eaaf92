/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/**
 * PdRowState: where a record stands between this computer and the platform.
 * @PD_ROW_CLEAN: as on the platform
 * @PD_ROW_WAITING: has changes that wait to be sent
 * @PD_ROW_IN_FLIGHT: has changes on their way
 * @PD_ROW_CONFLICT: a person has to decide
 * @PD_ROW_REJECTED: the platform will not take the changes as they are
 */
typedef enum
{
  PD_ROW_CLEAN,
  PD_ROW_WAITING,
  PD_ROW_IN_FLIGHT,
  PD_ROW_CONFLICT,
  PD_ROW_REJECTED
} PdRowState;

PdRecord *
pd_store_get_record (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
gboolean pd_store_save_record (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error);
gboolean pd_store_save_changes (PdStoreSession *session,
                                const PdRecord *before,
                                const PdRecord *record,
                                gint64 now,
                                GError **error);
gboolean pd_store_delete_record (PdStoreSession *session,
                                 const PdRecordType *type,
                                 const char *id,
                                 gint64 now,
                                 GError **error);
gboolean pd_store_add_command (PdStoreSession *session,
                               const PdRecordType *type,
                               const char *id,
                               const char *command,
                               const char *reason,
                               gint64 now,
                               GError **error);
gboolean
pd_store_withdraw_command (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error);
PdRowState pd_store_get_row_state (PdStoreSession *session,
                                   const PdRecordType *type,
                                   const char *id,
                                   char **pending_command,
                                   GError **error);
gboolean pd_store_get_total_changed (PdStoreSession *session,
                                     const PdRecordType *type,
                                     const char *id,
                                     gboolean *changed,
                                     GError **error);
gboolean pd_store_confirm_total (PdStoreSession *session,
                                 const PdRecordType *type,
                                 const char *id,
                                 gint64 total,
                                 GError **error);
char *pd_store_find_by (PdStoreSession *session,
                        const PdRecordType *type,
                        guint field,
                        const char *text,
                        GError **error);
PdRecord *pd_store_find_ever (PdStoreSession *session,
                              const PdRecordType *type,
                              const char *id,
                              guint field,
                              const char *text,
                              GError **error);

G_END_DECLS
