/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-conflict-alike.h"

G_BEGIN_DECLS

/**
 * PdConflictAction: what a person asks for.
 * @PD_CONFLICT_RESOLVE: what is decided is to be done
 * @PD_CONFLICT_AS_NEW: theirs stays, a new record is made of mine
 * @PD_CONFLICT_AGAIN: a request that was refused is made again
 */
typedef enum
{
  PD_CONFLICT_RESOLVE,
  PD_CONFLICT_AS_NEW,
  PD_CONFLICT_AGAIN
} PdConflictAction;

#define PD_TYPE_CONFLICT_DETAIL (pd_conflict_detail_get_type ())
G_DECLARE_FINAL_TYPE (PdConflictDetail, pd_conflict_detail, PD, CONFLICT_DETAIL, GtkWidget)

GtkWidget *pd_conflict_detail_new (void);
void pd_conflict_detail_show (PdConflictDetail *self,
                              const PdStoreConflict *conflict,
                              PdResolution *resolution,
                              guint n_dropped);
void pd_conflict_detail_show_alike (PdConflictDetail *self, GArray *alike);
void pd_conflict_detail_set_busy (PdConflictDetail *self, gboolean busy);
void pd_conflict_detail_set_trouble (PdConflictDetail *self, const char *sentence);
void pd_conflict_detail_activate (PdConflictDetail *self);

G_END_DECLS
