/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "desktop/pd-place.h"

G_BEGIN_DECLS

/**
 * PdViewFlags: what a view narrows a list of orders down to besides words and a state; bits.
 * @PD_VIEW_MINE: what is assigned to who is signed in
 * @PD_VIEW_UNFINISHED: neither done nor cancelled
 * @PD_VIEW_OVERDUE: unfinished, and due before today
 * @PD_VIEW_DUE_SOON: unfinished, and due within a week, or before
 * @PD_VIEW_THIS_MONTH: dated in this month
 */
typedef enum
{
  PD_VIEW_MINE = 1 << 0,
  PD_VIEW_UNFINISHED = 1 << 1,
  PD_VIEW_OVERDUE = 1 << 2,
  PD_VIEW_DUE_SOON = 1 << 3,
  PD_VIEW_THIS_MONTH = 1 << 4
} PdViewFlags;

/** PdSavedView: what a list shows, in which order and columns, under a name. */
typedef struct
{
  char *name; /* (owned) */
  gboolean built_in;
  guint flags;  /* of PdViewFlags */
  char *filter; /* (owned) (nullable) what the list's drop-down says */
  char *search; /* (owned) (nullable) */
  char *sort;   /* (owned) (nullable) the name of a field; NULL: by age */
  gboolean descending;
  GStrv columns; /* (owned) (nullable) NULL: as they are */
} PdSavedView;

PdSavedView *pd_saved_view_new (const char *name);
PdSavedView *pd_saved_view_copy (const PdSavedView *view);
void pd_saved_view_free (PdSavedView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSavedView, pd_saved_view_free)

GPtrArray *pd_saved_views_read (GSettings *settings, const PdPlace *place);
void pd_saved_views_write (GSettings *settings, const PdPlace *place, GPtrArray *views);
PdSavedView *pd_saved_views_find (GPtrArray *views, const char *name);

G_END_DECLS
