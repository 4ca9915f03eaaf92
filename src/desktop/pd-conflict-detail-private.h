/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-conflict-detail.h"

G_BEGIN_DECLS

struct _PdConflictDetail
{
  GtkWidget parent_instance;

  const PdStoreConflict *conflict; /* (borrowed) (nullable) */
  PdResolution *resolution;        /* (borrowed) (nullable) */
  PdConflictKind kind;
  GPtrArray *atoms; /* (owned) of PdConflictAtom (borrowed) */
  guint n_alike;    /* chosen to be decided, too */
  guint narrow_source;
  gboolean narrow;
  gboolean busy;

  GtkAdjustment *width;  /* its page size is the room that there is */
  GtkAdjustment *height; /* its value is how far down it is looked at */
  GtkWidget *title;
  GtkWidget *message;
  GtkWidget *advice;
  GtkWidget *notice; /* something has changed since */
  GtkWidget *signatures;
  GtkWidget *trouble;
  GtkWidget *questions; /* to be decided */
  GtkWidget *settled;   /* unfolds what the merge has put together */
  GtkWidget *settled_box;
  GtkWidget *all_mine;
  GtkWidget *all_theirs;
  GtkWidget *preview;
  GtkWidget *alike;
  GtkWidget *first; /* the suggested button */
  GtkWidget *second;
  GtkWidget *open;
};

void pd_conflict_detail_decided (PdConflictDetail *self);
void pd_conflict_detail_act (PdConflictDetail *self, PdConflictAction action);

GtkWidget *pd_conflict_detail_create_choose_all (PdConflictDetail *self);
GtkWidget *pd_conflict_detail_create_buttons (PdConflictDetail *self);
void pd_conflict_detail_show_buttons (PdConflictDetail *self);
void pd_conflict_detail_update_buttons (PdConflictDetail *self);

G_END_DECLS
