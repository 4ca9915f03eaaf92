/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-reconcile-place.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-forget-button.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-reconcile-groups.h"
#include "desktop/pd-reconcile-rows.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-permission.h"

/* "The invoice is not in the system": a field that says where a record is, both sides month by month, what is not in
 * both alike and why, and the one button that repairs it. */

#define WIDTH 860
#define MAX_REPAIRS 20
#define SEARCH_DELAY 600 /* milliseconds */

struct _PdReconcilePlace
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *search;
  GtkWidget *found; /* GtkListBox */
  GtkWidget *icon;
  GtkWidget *headline;
  GtkWidget *details;
  GtkWidget *spinner;
  GtkWidget *compare;
  GtkWidget *repair;
  GtkWidget *give_back;
  GtkWidget *cancel;
  GtkWidget *table_slot; /* AdwBin */
  GtkWidget *differences_title;
  GtkWidget *differences; /* GtkListBox */
  GtkWidget *history;     /* GtkExpander */
  GtkWidget *repairs;     /* GtkListBox */

  PdStore *store;            /* (owned) */
  PdSyncService *service;    /* (owned) */
  PdReconcileReport *report; /* (owned) (nullable) until it was compared */
  GCancellable *running;     /* (owned) (nullable) */
  GCancellable *finding;     /* (owned) (nullable) */
  GCancellable *life;        /* (owned) ends with the widget */
};

G_DEFINE_FINAL_TYPE (PdReconcilePlace, pd_reconcile_place, GTK_TYPE_WIDGET)

/* --- what is shown */

static gboolean
may_give_back (PdReconcilePlace *self)
{
  const char *role = pd_sync_service_get_role (self->service);

  return role != NULL && pd_permission_has (role, "give-back", "lost");
}

static void
show_buttons (PdReconcilePlace *self)
{
  gboolean busy = self->running != NULL;
  gboolean needed = self->report != NULL && pd_reconcile_report_needs_repair (self->report);
  gboolean asked = self->report != NULL && self->report->asked;
  guint n_lost = self->report != NULL ? self->report->n_lost : 0;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean on_button = focus != NULL && (focus == self->compare || focus == self->repair ||
                                         focus == self->give_back || focus == self->cancel);

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_visible (self->icon, !busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->compare, !busy);
  gtk_widget_set_visible (self->repair, !busy && asked);
  if (needed)
    gtk_widget_add_css_class (self->repair, "suggested-action");
  else
    gtk_widget_remove_css_class (self->repair, "suggested-action");
  gtk_widget_set_visible (self->give_back, !busy && n_lost > 0 && may_give_back (self));
  /* The button that was pressed goes: the keyboard stays in its place. */
  if (on_button)
    gtk_widget_grab_focus (busy ? self->cancel : self->compare);
}

static void
say (PdReconcilePlace *self, const char *icon, const char *headline, const char *details)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  gtk_label_set_label (GTK_LABEL (self->headline), headline);
  gtk_label_set_label (GTK_LABEL (self->details), details);
  gtk_widget_set_visible (self->details, *details != '\0');
}

static void
show_verdict (PdReconcilePlace *self)
{
  const PdReconcileReport *report = self->report;
  guint n = report->items->len + report->n_more;
  g_autofree char *details = pd_reconcile_details (report);
  g_autofree char *count = g_strdup_printf (ngettext ("%u record is not alike in both places",
                                                      "%u records are not alike in both places", n),
                                            n);

  if (!report->asked)
    say (self, "network-offline-symbolic", _ ("The platform could not be asked"), details);
  else if (pd_reconcile_report_agrees (report))
    say (self, "object-select-symbolic", _ ("Both sides agree"), details);
  else
    say (self, "dialog-warning-symbolic", n > 0 ? count : _ ("The sums differ"), details);
}

static void
forgotten_cb (PdReconcilePlace *self)
{
  pd_reconcile_place_compare (self, FALSE);
}

static GtkWidget *
create_difference (const PdReconcileItem *item, PdReconcilePlace *self)
{
  GtkWidget *row = pd_reconcile_item_row_new (item);
  GtkWidget *button;

  if (item->reason != PD_RECONCILE_NOT_TAKEN_BACK)
    return row;
  button = pd_forget_button_new (self->store, item);
  g_signal_connect_object (button, "forgotten", G_CALLBACK (forgotten_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/**
 * pd_reconcile_place_show:
 * @self: a place
 * @report: (transfer full): what came out
 */
void
pd_reconcile_place_show (PdReconcilePlace *self, PdReconcileReport *report)
{
  g_return_if_fail (PD_IS_RECONCILE_PLACE (self));

  g_clear_pointer (&self->report, pd_reconcile_report_free);
  self->report = report;
  show_verdict (self);
  adw_bin_set_child (ADW_BIN (self->table_slot), pd_reconcile_table_new (report));
  pd_layout_empty (self->differences);
  pd_reconcile_groups_fill (GTK_LIST_BOX (self->differences), report->items,
                            (PdReconcileRowFunc) create_difference, self);
  gtk_widget_set_visible (self->differences, report->items->len > 0);
  gtk_widget_set_visible (self->differences_title, report->items->len > 0);
  show_buttons (self);
}

/* --- what was repaired before */

typedef struct
{
  GPtrArray *repairs; /* (owned) (nullable) */
} History;

static void
history_free (gpointer data)
{
  History *history = data;

  g_clear_pointer (&history->repairs, g_ptr_array_unref);
  g_free (history);
}

static gboolean
history_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  History *history = data;

  history->repairs = pd_store_list_repairs (session, MAX_REPAIRS, error);
  return history->repairs != NULL;
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdReconcilePlace) self = user_data;
  const History *history = pd_store_job_data (result);

  if (!pd_store_read_finish (PD_STORE (source), result, NULL) || g_cancellable_is_cancelled (self->life))
    return;
  pd_layout_empty (self->repairs);
  for (guint i = 0; i < history->repairs->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->repairs),
                         pd_reconcile_repair_row_new (g_ptr_array_index (history->repairs, i)));
  gtk_widget_set_visible (self->history, history->repairs->len > 0);
}

static void
read_history (PdReconcilePlace *self)
{
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, history_job, g_new0 (History, 1), history_free,
                       self->life, history_cb, g_object_ref (self));
}

/* --- comparing */

static void
progress_cb (const char *sentence, gpointer data)
{
  PdReconcilePlace *self = data;

  gtk_label_set_label (GTK_LABEL (self->headline), sentence);
}

static void
end_run (PdReconcilePlace *self)
{
  g_clear_object (&self->running);
  show_buttons (self);
  read_history (self);
}

static void
say_failure (PdReconcilePlace *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, "dialog-error-symbolic", _ ("It could not be compared"), error->message);
  else if (self->report != NULL)
    show_verdict (self);
  else
    say (self, "dialog-information-symbolic", _ ("Not compared yet"), "");
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdReconcilePlace) self = user_data;
  g_autoptr (GError) error = NULL;
  PdReconcileReport *report = pd_sync_service_reconcile_finish (PD_SYNC_SERVICE (source), result, &error);

  if (g_cancellable_is_cancelled (self->life))
    {
      g_clear_pointer (&report, pd_reconcile_report_free);
      return;
    }
  end_run (self);
  if (report != NULL)
    pd_reconcile_place_show (self, report);
  else
    say_failure (self, error);
}

/**
 * pd_reconcile_place_compare:
 * @self: a place
 * @repair: whether to repair what differs
 *
 * Compares both sides; while that lasts it can be cancelled.
 */
void
pd_reconcile_place_compare (PdReconcilePlace *self, gboolean repair)
{
  g_return_if_fail (PD_IS_RECONCILE_PLACE (self));

  if (self->running != NULL)
    return;
  self->running = g_cancellable_new ();
  gtk_label_set_label (GTK_LABEL (self->details), "");
  show_buttons (self);
  pd_sync_service_reconcile_async (self->service, repair, progress_cb, self, self->running, compared_cb,
                                   g_object_ref (self));
}

/** pd_reconcile_place_is_busy: Returns: whether something is under way that can be cancelled */
gboolean
pd_reconcile_place_is_busy (PdReconcilePlace *self)
{
  g_return_val_if_fail (PD_IS_RECONCILE_PLACE (self), FALSE);

  return self->running != NULL;
}

static void
given_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdReconcilePlace) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_taken, n_left;
  gboolean done =
      pd_sync_service_give_back_finish (PD_SYNC_SERVICE (source), result, &n_taken, &n_left, &error);

  if (g_cancellable_is_cancelled (self->life))
    return;
  end_run (self);
  if (done)
    pd_reconcile_place_compare (self, FALSE);
  else
    say_failure (self, error);
}

static void
give_back_cb (PdReconcilePlace *self)
{
  if (self->running != NULL)
    return;
  self->running = g_cancellable_new ();
  gtk_label_set_label (GTK_LABEL (self->details), "");
  progress_cb (_ ("Giving back what the platform has lost…"), self);
  show_buttons (self);
  pd_sync_service_give_back_async (self->service, self->running, given_back_cb, g_object_ref (self));
}

static void
compare_cb (PdReconcilePlace *self)
{
  pd_reconcile_place_compare (self, FALSE);
}

static void
repair_cb (PdReconcilePlace *self)
{
  pd_reconcile_place_compare (self, TRUE);
}

static void
cancel_cb (PdReconcilePlace *self)
{
  g_cancellable_cancel (self->running);
}

/* --- where is …? */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdReconcilePlace) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = pd_sync_service_find_finish (PD_SYNC_SERVICE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_cancellable_is_cancelled (self->life))
    return;
  pd_layout_empty (self->found);
  for (guint i = 0; items != NULL && i < items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->found),
                         pd_reconcile_item_row_new (g_ptr_array_index (items, i)));
  gtk_widget_set_visible (self->found, items != NULL && items->len > 0);
  if (error != NULL)
    g_message ("Not found: %s", error->message);
}

static void
search_cb (PdReconcilePlace *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
  if (g_utf8_strlen (text, -1) < 2)
    {
      gtk_widget_set_visible (self->found, FALSE);
      return;
    }
  self->finding = g_cancellable_new ();
  pd_sync_service_find_async (self->service, text, self->finding, found_cb, g_object_ref (self));
}

static void
stop_search_cb (PdReconcilePlace *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/** pd_reconcile_place_find: puts the keyboard into the field that says where a record is. */
void
pd_reconcile_place_find (PdReconcilePlace *self)
{
  g_return_if_fail (PD_IS_RECONCILE_PLACE (self));

  gtk_widget_grab_focus (self->search);
}

/* --- the widget */

static GtkWidget *
create_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_visible (list, FALSE);
  pd_set_accessible_label (list, name);
  return list;
}

static GtkWidget *
create_button (PdReconcilePlace *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  pd_wrap_box_append (PD_WRAP_BOX (box), button);
  return button;
}

static GtkWidget *
create_verdict (PdReconcilePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *buttons = pd_wrap_box_new (12);

  self->icon = gtk_image_new ();
  self->spinner = gtk_spinner_new ();
  self->headline = pd_layout_text (NULL, "title-3");
  self->details = pd_layout_text (NULL, "dim-label");
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 32);
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_label_set_selectable (GTK_LABEL (self->details), TRUE);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), self->headline);
  gtk_box_append (GTK_BOX (texts), self->details);
  gtk_box_append (GTK_BOX (top), self->icon);
  gtk_box_append (GTK_BOX (top), self->spinner);
  gtk_box_append (GTK_BOX (top), texts);
  self->repair = create_button (self, buttons, _ ("Repair"), G_CALLBACK (repair_cb));
  self->give_back = create_button (self, buttons, _ ("Give Back to the Platform"), G_CALLBACK (give_back_cb));
  self->compare = create_button (self, buttons, _ ("Compare Now"), G_CALLBACK (compare_cb));
  self->cancel = create_button (self, buttons, _ ("Cancel"), G_CALLBACK (cancel_cb));
  gtk_widget_add_css_class (self->give_back, "suggested-action");
  pd_set_accessible_description (self->repair,
                                 _ ("Look at every record here, and fetch what is missing or damaged"));
  gtk_box_append (GTK_BOX (box), top);
  gtk_box_append (GTK_BOX (box), buttons);
  return box;
}

static GtkWidget *
create_table (PdReconcilePlace *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->table_slot = adw_bin_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->table_slot);
  pd_set_accessible_label (scrolled, _ ("Both sides by month"));
  return scrolled;
}

static GtkWidget *
create_content (PdReconcilePlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Where is…? A number, a part of one, or a name"), NULL);
  pd_set_accessible_label (self->search, _ ("Where is…?"));
  /* What is not here is asked of the platform, which has to read for it: once, when the typing is over. */
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->search), SEARCH_DELAY);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (stop_search_cb), self, G_CONNECT_SWAPPED);
  self->found = create_list (_ ("Found"));
  self->differences_title = pd_layout_text (_ ("Not alike in both places"), "heading");
  self->differences = create_list (_ ("Not alike in both places"));
  self->repairs = create_list (_ ("Repaired before"));
  gtk_widget_set_visible (self->repairs, TRUE);
  self->history = gtk_expander_new (_ ("Repaired before"));
  gtk_expander_set_child (GTK_EXPANDER (self->history), self->repairs);
  gtk_widget_set_visible (self->history, FALSE);
  gtk_widget_set_visible (self->differences_title, FALSE);
  pd_layout_set_margins (box, 18);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), self->found);
  gtk_box_append (GTK_BOX (box), create_verdict (self));
  gtk_box_append (GTK_BOX (box), create_table (self));
  gtk_box_append (GTK_BOX (box), self->differences_title);
  gtk_box_append (GTK_BOX (box), self->differences);
  gtk_box_append (GTK_BOX (box), self->history);
  return box;
}

/* Whoever comes here wants to know. */
static void
mapped_cb (PdReconcilePlace *self)
{
  if (self->report == NULL && self->running == NULL)
    pd_reconcile_place_compare (self, FALSE);
}

static gboolean
pd_reconcile_place_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PD_RECONCILE_PLACE (widget)->search);
}

static void
pd_reconcile_place_dispose (GObject *object)
{
  PdReconcilePlace *self = PD_RECONCILE_PLACE (object);

  g_cancellable_cancel (self->life);
  g_cancellable_cancel (self->running);
  g_cancellable_cancel (self->finding);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->store);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (pd_reconcile_place_parent_class)->dispose (object);
}

static void
pd_reconcile_place_finalize (GObject *object)
{
  PdReconcilePlace *self = PD_RECONCILE_PLACE (object);

  g_clear_pointer (&self->report, pd_reconcile_report_free);
  g_clear_object (&self->running);
  g_clear_object (&self->finding);
  g_clear_object (&self->life);
  G_OBJECT_CLASS (pd_reconcile_place_parent_class)->finalize (object);
}

static void
pd_reconcile_place_class_init (PdReconcilePlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_reconcile_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_reconcile_place_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_reconcile_place_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_reconcile_place_init (PdReconcilePlace *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->life = g_cancellable_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), create_content (self));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), clamp);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  say (self, "dialog-information-symbolic", _ ("Not compared yet"), "");
}

/**
 * pd_reconcile_place_new:
 * @store: the cache
 * @service: the synchronisation of @store
 *
 * Returns: (transfer floating): the place; it compares by itself when it is first seen
 */
GtkWidget *
pd_reconcile_place_new (PdStore *store, PdSyncService *service)
{
  PdReconcilePlace *self;

  g_return_val_if_fail (PD_IS_STORE (store), NULL);
  g_return_val_if_fail (PD_IS_SYNC_SERVICE (service), NULL);

  self = g_object_new (PD_TYPE_RECONCILE_PLACE, NULL);
  self->store = g_object_ref (store);
  self->service = g_object_ref (service);
  show_buttons (self);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  return GTK_WIDGET (self);
}
