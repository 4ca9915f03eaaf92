/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: finding records by words and parts of numbers. */

#include "store/pd-store-session.h"

G_BEGIN_DECLS

/* A search text is a stranger's: more words than this are not looked at. */
#define PD_STORE_SEARCH_WORDS 16

gboolean pd_store_search_register (PdStoreSession *session, GError **error);
char *pd_store_reverse_number (const char *text);
char *pd_store_search_text (PdStoreSession *session, const PdRecordType *type, gint64 row, GError **error);
char *pd_store_search_text_of (const PdRecord *record);
gboolean pd_store_search_update (PdStoreSession *session,
                                 const PdRecordType *type,
                                 gint64 row,
                                 const char *before,
                                 const char *after,
                                 GError **error);
GArray *
pd_store_search_rows (PdStoreSession *session, const PdRecordType *type, const char *search, GError **error);

G_END_DECLS
