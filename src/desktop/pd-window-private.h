/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-sync-button.h"
#include "desktop/pd-window.h"

G_BEGIN_DECLS

struct _PdWindow
{
  AdwApplicationWindow parent_instance;

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwStatusPage *trouble;
  GtkLabel *trouble_path;
  GtkSpinner *opening_spinner;
  AdwLeaflet *leaflet;
  GtkListBox *sidebar;
  AdwHeaderBar *sidebar_header;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkButton *show_sidebar;
  GtkButton *new_button;
  AdwButtonContent *new_content;
  GtkButton *import_button;
  GtkMenuButton *menu_button;
  PdSyncButton *sync_button;
  GtkStack *places;

  /* Owned */
  PdStore *store; /* (nullable) NULL until it is open */
  GSettings *settings;
};

void pd_window_install_actions (PdWindow *self);
void pd_window_update_actions (PdWindow *self);

G_END_DECLS
