/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store-resolve.h"

G_BEGIN_DECLS

/** PdConflictAlike: another entry that asks the same. */
typedef struct
{
  const PdStoreConflict *conflict; /* (borrowed) */
  const PdResolution *resolution;  /* (borrowed) as it would be decided */
  gboolean complete;               /* what is decided here decides all of it */
  gboolean chosen;                 /* a person wants it decided, too */
} PdConflictAlike;

#define PD_TYPE_CONFLICT_ALIKE_LIST (pd_conflict_alike_list_get_type ())
G_DECLARE_FINAL_TYPE (PdConflictAlikeList, pd_conflict_alike_list, PD, CONFLICT_ALIKE_LIST, GtkWidget)

GtkWidget *pd_conflict_alike_list_new (void);
guint pd_conflict_alike_list_show (PdConflictAlikeList *self, GArray *alike);

G_END_DECLS
