/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-conflict-detail.h"
#include "desktop/pd-conflict-place.h"
#include "store/pd-store-resolve.h"

G_BEGIN_DECLS

struct _PdConflictPlace
{
  GtkWidget parent_instance;

  GtkWidget *toasts;
  GtkWidget *stack; /* "empty", "list" */
  GtkWidget *leaflet;
  GtkWidget *list;
  GtkWidget *back;
  GtkWidget *detail;     /* PdConflictDetail */
  GtkWidget *empty_undo; /* on the page that says that there is nothing */

  PdStore *store;            /* (owned) */
  GPtrArray *conflicts;      /* (owned) of PdStoreConflict (owned), the newest first */
  GHashTable *resolutions;   /* (owned) id → PdResolution (owned): what has been decided so far */
  GHashTable *chosen;        /* (owned) ids that are decided together with the selected one */
  GPtrArray *history;        /* (owned) of GStrv: what was decided at once, the last one last */
  char *selected_id;         /* (owned) (nullable) stays selected when the list changes */
  char *wanted_id;           /* (owned) (nullable) is selected when it comes */
  GCancellable *cancellable; /* (owned) ends with the widget */
  AdwToast *toast;           /* (owned) (nullable) what was said last */
  guint fold_source;
  guint enter_tick;   /* moves the keyboard into the entry */
  guint enter_frames; /* after so many frames */
  gboolean busy;
  gboolean keyboard_follows; /* the keyboard goes to the next entry when this one is decided */
};

PdStoreConflict *pd_conflict_place_find (GPtrArray *conflicts, const char *id);
void pd_conflict_place_keep_unchanged (PdConflictPlace *self, GPtrArray *conflicts);
guint pd_conflict_place_keep_decisions (PdConflictPlace *self);
PdStoreConflict *pd_conflict_place_get_selected (PdConflictPlace *self);
PdResolution *pd_conflict_place_get_resolution (PdConflictPlace *self, const char *id);
GArray *pd_conflict_place_find_alike (PdConflictPlace *self, GPtrArray *resolutions);
void pd_conflict_place_act (PdConflictPlace *self, PdConflictAction action);
void pd_conflict_place_undo (PdConflictPlace *self);

G_END_DECLS
