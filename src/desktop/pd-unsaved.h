/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdUnsaved: what somebody had typed and not saved when the program ended. */
typedef struct
{
  char *path;
  PdRecord *original; /* what was there when the typing began */
  PdRecord *working;  /* what was typed */
  gboolean is_new;    /* not in the cache then */
  gint64 typed_at;    /* microseconds since 1970 in UTC */
} PdUnsaved;

void pd_unsaved_free (PdUnsaved *unsaved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdUnsaved, pd_unsaved_free)

char *pd_unsaved_path (const char *cache_path, const PdRecord *record);
gboolean pd_unsaved_write (const char *path,
                           const PdRecord *original,
                           const PdRecord *working,
                           gboolean is_new,
                           GError **error);
PdUnsaved *pd_unsaved_read (const char *path, GError **error);
GPtrArray *pd_unsaved_find (const char *cache_path);

G_END_DECLS
