/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive/pd-watch-folder.h"
#include "desktop/pd-bureau-button.h"
#include "desktop/pd-bureau-model.h"
#include "desktop/pd-record-editor.h"
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
  GtkBox *views; /* how orders are looked at */
  GtkButton *verify_button;
  GtkMenuButton *menu_button;
  PdSyncButton *sync_button;
  PdBureauButton *bureau_button;
  GtkStack *places;

  /* Owned */
  PdStore *store;         /* (nullable) NULL until it is open */
  PdSyncService *service; /* (nullable) as the store */
  PdBureauModel *bureau;  /* (nullable) as the store */
  GSettings *settings;
  PdWatchFolder *watch;   /* (nullable) */
  PdRecord *removed_line; /* (nullable) what Undo puts back */
  guint awaiting_source;  /* asks the platform while somebody waits */
  guint fold_source;
  int width;              /* pixels, as last allocated */
  guint awaiting_left;    /* how often it still does */
  GHashTable *awaited;    /* (nullable) ids of orders whose invoice was asked for → whether with others */
  guint n_several_issued; /* of those asked for together, and answered */
  guint n_several_refused;

  /* Borrowed */
  PdRecordEditor *editor; /* (nullable) the one in front */
};

void pd_window_edit (PdWindow *self, const PdPlace *place, PdRecord *record, gboolean is_new);
gboolean pd_window_may_close (PdWindow *self);
void pd_window_command (PdWindow *self, PdRecord *record, const char *command, const char *done);
void pd_window_command_with_reason (PdWindow *self,
                                    PdRecord *record,
                                    const char *command,
                                    const char *reason,
                                    const char *done);
void pd_window_delete (PdWindow *self, const PdRecordType *type, const char *id);
void pd_window_await_invoice (PdWindow *self, const char *order_id);
guint pd_window_count_selected (PdWindow *self, const PdRecordType *type);
void pd_window_command_several (PdWindow *self, const char *command);
void pd_window_issue_all (PdWindow *self, const char *state);
void pd_window_await_several (PdWindow *self, GPtrArray *entries);
void pd_window_confirm_total (PdWindow *self, const PdRecord *record);
void pd_window_say_total_changed (PdWindow *self);
void pd_window_issue (PdWindow *self, PdRecord *order);
void pd_window_install_actions (PdWindow *self);
void pd_window_update_actions (PdWindow *self);
void pd_window_install_reversing (PdWindow *self);
void pd_window_update_reversing (PdWindow *self, PdRecord *record);
void pd_window_install_steps (PdWindow *self);
void pd_window_install_views (PdWindow *self);
void pd_window_add_views (PdWindow *self, PdRecordPage *page);
void pd_window_set_orders_view (PdWindow *self, const char *name);
void pd_window_move_order (PdWindow *self, const char *order_id, const char *stage);
void pd_window_update_steps (PdWindow *self, gboolean several);
void pd_window_take_step (PdWindow *self, PdRecord *order, const char *command);
void pd_window_take_ticket_step (PdWindow *self, PdRecord *record, const char *command);
void pd_window_install_templates (PdWindow *self);
void pd_window_update_templates (PdWindow *self, PdRecord *record);
void pd_window_install_tickets (PdWindow *self);
void pd_window_update_tickets (PdWindow *self);
gboolean pd_window_may (PdWindow *self, const char *action, const char *object);
void pd_window_explain_permissions (PdWindow *self);
void pd_window_enable (PdWindow *self, const char *action, gboolean enabled);
gboolean pd_window_allows (PdWindow *self, PdRecord *record, const char *command);
void pd_window_install_invoice_actions (PdWindow *self);
void pd_window_update_invoice_actions (PdWindow *self);
void pd_window_install_invoice_file_actions (PdWindow *self);
void pd_window_install_mail_actions (PdWindow *self);
void pd_window_update_mail_actions (PdWindow *self);
void pd_window_install_received (PdWindow *self);
void pd_window_update_received (PdWindow *self);
void pd_window_watch (PdWindow *self);
void pd_window_install_print_actions (PdWindow *self);
void pd_window_update_print_actions (PdWindow *self);
void pd_window_install_bureau_actions (PdWindow *self);
void pd_window_update_bureau_actions (PdWindow *self);

G_END_DECLS
