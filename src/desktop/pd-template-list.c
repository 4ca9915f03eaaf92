/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-template-list.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-template-dialog.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order.h"
#include "store/pd-store-templates.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define WIDTH 640
#define HEIGHT 560

/* The templates of orders: one is chosen for a new order, and they are kept here. */
struct _PdTemplateList
{
  AdwWindow parent_instance;

  PdStore *store;        /* (owned) (nullable) */
  GPtrArray *entries;    /* (owned) of Entry, by name */
  GCancellable *looking; /* (owned) (nullable) */
  gulong changed_handler;

  /* Borrowed */
  GtkWidget *stack;
  GtkWidget *search;
  GtkWidget *rows;
  GtkWidget *trouble;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdTemplateList, pd_template_list, ADW_TYPE_WINDOW)

/** Entry: a template as it is listed. */
typedef struct
{
  PdRecord *record; /* (owned) */
  PdRecord *order;  /* (owned) (nullable) what it holds; NULL when that cannot be read */
  char *unreadable; /* (owned) (nullable) why */
  PdRowState state;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  pd_record_unref (entry->record);
  g_clear_pointer (&entry->order, pd_record_unref);
  g_free (entry->unreadable);
  g_free (entry);
}

/* (nullable) */
static Entry *
find_entry (PdTemplateList *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_strcmp0 (pd_record_get_id (entry->record), id) == 0)
        return entry;
    }
  return NULL;
}

static const char *
id_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "template");
}

static void
set_id (GtkWidget *widget, const Entry *entry)
{
  g_object_set_data_full (G_OBJECT (widget), "template", g_strdup (pd_record_get_id (entry->record)), g_free);
}

/* --- writing */

typedef struct
{
  GWeakRef list;
  PdRecord *before; /* (owned) as the person saw it */
  PdRecord *after;  /* (owned) (nullable) as the person wants it; NULL: deleted */
} Write;

static void
write_free (gpointer data)
{
  Write *job = data;

  g_weak_ref_clear (&job->list);
  pd_record_unref (job->before);
  g_clear_pointer (&job->after, pd_record_unref);
  g_free (job);
}

static gboolean
write_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Write *job = data;

  return job->after != NULL ? pd_store_save_changes (session, job->before, job->after, pd_now (), error)
                            : pd_store_delete_record (session, &pd_order_template_type,
                                                      pd_record_get_id (job->before), pd_now (), error);
}

static void look (PdTemplateList *self);

static void
written_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Write *job = pd_store_job_data (result);
  g_autoptr (PdTemplateList) self = g_weak_ref_get (&job->list);

  if (self == NULL || self->store == NULL)
    return;
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  look (self);
}

/* @after: (transfer full) (nullable) */
static void
start_writing (PdTemplateList *self, const Entry *entry, PdRecord *after)
{
  Write *job = g_new0 (Write, 1);

  g_weak_ref_init (&job->list, self);
  job->before = pd_record_ref (entry->record);
  job->after = after;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, write_job, job, write_free, NULL, written_cb,
                        NULL);
}

/* --- what the rows do */

static void
use (PdTemplateList *self, const char *id)
{
  Entry *entry = find_entry (self, id);

  if (entry == NULL || entry->order == NULL)
    return;
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, entry->record);
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_activated_cb (PdTemplateList *self, GtkWidget *row)
{
  use (self, id_of (row));
}

/* Return in the search takes the first that is left. */
static void
first_cb (PdTemplateList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->rows), 0);

  if (row != NULL)
    use (self, id_of (GTK_WIDGET (row)));
}

static void
edit_cb (GtkWidget *button, PdTemplateList *self)
{
  Entry *entry = find_entry (self, id_of (button));

  if (entry != NULL)
    gtk_window_present (
        GTK_WINDOW (pd_template_dialog_new (GTK_WINDOW (self), self->store, entry->record, entry->order)));
}

static void
switched_cb (GtkSwitch *widget, GParamSpec *pspec, PdTemplateList *self)
{
  Entry *entry = find_entry (self, id_of (GTK_WIDGET (widget)));
  PdRecord *wanted;

  if (entry == NULL)
    return;
  wanted = pd_record_copy (entry->record);
  pd_record_set_flag (wanted, PD_ORDER_TEMPLATE_PAUSED, !gtk_switch_get_active (widget));
  start_writing (self, entry, wanted);
}

static void
delete_answered_cb (AdwMessageDialog *dialog, const char *response, PdTemplateList *self)
{
  Entry *entry = self->store != NULL ? find_entry (self, id_of (GTK_WIDGET (dialog))) : NULL;

  if (g_str_equal (response, "delete") && entry != NULL)
    start_writing (self, entry, NULL);
}

static void
delete_cb (GtkWidget *button, PdTemplateList *self)
{
  Entry *entry = find_entry (self, id_of (button));
  GtkWidget *dialog;

  if (entry == NULL)
    return;
  dialog = adw_message_dialog_new (
      GTK_WINDOW (self), NULL,
      _ ("No more orders are made of it, for anybody in the office. Those that there are stay."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete “%s”?"),
                                     pd_record_get_title (entry->record));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep"), "delete", _ ("Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  set_id (dialog, entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- rows */

/* What it holds, when it comes again, and what is wrong. */
static char *
describe (const Entry *entry)
{
  const char *trouble = pd_record_get_text (entry->record, PD_ORDER_TEMPLATE_TROUBLE);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *schedule = pd_order_template_schedule_text (entry->record);
  g_autofree char *state =
      entry->state != PD_ROW_CLEAN ? pd_state_text (entry->record, entry->state, NULL) : NULL;

  g_ptr_array_add (lines,
                   entry->order != NULL ? pd_template_summary (entry->order) : g_strdup (entry->unreadable));
  g_ptr_array_add (lines, g_strjoin (" · ", schedule, state, NULL));
  if (trouble != NULL)
    g_ptr_array_add (lines, g_strdup (trouble));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
add_button (PdTemplateList *self,
            GtkWidget *row,
            const Entry *entry,
            const char *icon,
            const char *label,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, pd_record_get_title (entry->record));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  pd_set_tooltip (button, label);
  pd_set_accessible_label (button, name);
  set_id (button, entry);
  g_signal_connect_object (button, "clicked", clicked, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_switch (PdTemplateList *self, GtkWidget *row, const Entry *entry)
{
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *name =
      g_strdup_printf ("%s: %s", _ ("Make its orders"), pd_record_get_title (entry->record));

  gtk_switch_set_active (GTK_SWITCH (toggle), !pd_record_get_flag (entry->record, PD_ORDER_TEMPLATE_PAUSED));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  pd_set_tooltip (toggle, _ ("Make its orders"));
  pd_set_accessible_label (toggle, name);
  set_id (toggle, entry);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
}

static GtkWidget *
create_row (PdTemplateList *self, const Entry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = describe (entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), pd_record_get_title (entry->record));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 5);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), entry->order != NULL);
  set_id (row, entry);
  if (pd_record_has (entry->record, PD_ORDER_TEMPLATE_EVERY))
    add_switch (self, row, entry);
  add_button (self, row, entry, "document-edit-symbolic", _ ("Edit"), G_CALLBACK (edit_cb));
  add_button (self, row, entry, "user-trash-symbolic", _ ("Delete"), G_CALLBACK (delete_cb));
  return row;
}

static gboolean
contains (const PdRecord *record, guint field, const char *looked_for)
{
  const char *text = record != NULL ? pd_record_get_text (record, field) : NULL;
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, looked_for) != NULL;
}

static void
update (PdTemplateList *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *focused_row = focus != NULL && gtk_widget_is_ancestor (focus, self->rows)
                               ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW)
                               : NULL;
  g_autofree char *focused = focused_row != NULL ? g_strdup (id_of (focused_row)) : NULL;
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  g_autofree char *looked_for = g_utf8_casefold (typed, -1);
  guint n_shown = 0;

  pd_layout_empty (self->rows);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);
      GtkWidget *row;

      if (!contains (entry->record, PD_ORDER_TEMPLATE_NAME, looked_for) &&
          !contains (entry->order, PD_ORDER_BUYER_NAME, looked_for))
        continue;
      row = create_row (self, entry);
      gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
      n_shown++;
      if (g_strcmp0 (focused, pd_record_get_id (entry->record)) == 0)
        gtk_widget_grab_focus (row);
    }
  gtk_widget_set_visible (self->search, self->entries->len > 0);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->entries->len == 0 ? "empty"
                                                             : n_shown == 0          ? "nothing"
                                                                                     : "rows");
}

/* --- looking */

typedef struct
{
  GWeakRef list;
  GCancellable *cancellable; /* (owned) */
  GPtrArray *entries;        /* (owned) */
} Look;

static void
look_free (gpointer data)
{
  Look *job = data;

  g_weak_ref_clear (&job->list);
  g_object_unref (job->cancellable);
  g_ptr_array_unref (job->entries);
  g_free (job);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;
  g_autoptr (GPtrArray) templates = pd_store_order_templates (session, cancellable, error);
  g_autofree char *today = pd_today ();

  for (guint i = 0; templates != NULL && i < templates->len; i++)
    {
      PdRecord *record = g_ptr_array_index (templates, i);
      Entry *entry = g_new0 (Entry, 1);
      g_autoptr (GError) local = NULL;

      entry->record = pd_record_ref (record);
      entry->order = pd_wire_template_use (record, pd_now (), today, &local);
      entry->unreadable = local != NULL ? g_strdup (local->message) : NULL;
      entry->state =
          pd_store_get_row_state (session, &pd_order_template_type, pd_record_get_id (record), NULL, NULL);
      g_ptr_array_add (job->entries, entry);
    }
  return templates != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *job = pd_store_job_data (result);
  g_autoptr (PdTemplateList) self = g_weak_ref_get (&job->list);
  gboolean is_first;

  if (self == NULL || self->store == NULL || job->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  if (!ok)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  g_ptr_array_unref (self->entries);
  self->entries = g_ptr_array_ref (job->entries);
  is_first = !gtk_widget_get_visible (self->search);
  update (self);
  /* What is not to be seen must not have the keyboard: it would swallow the keys. */
  if (is_first && gtk_widget_get_visible (self->search))
    gtk_widget_grab_focus (self->search);
}

static void
look (PdTemplateList *self)
{
  Look *job = g_new0 (Look, 1);

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  g_weak_ref_init (&job->list, self);
  job->cancellable = g_object_ref (self->looking);
  job->entries = g_ptr_array_new_with_free_func (entry_free);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, job, look_free, self->looking,
                       looked_cb, NULL);
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdTemplateList *self)
{
  if (*type_name == '\0' || g_str_equal (type_name, pd_order_template_type.name))
    look (self);
}

/* --- the window */

static void
pd_template_list_dispose (GObject *object)
{
  PdTemplateList *self = PD_TEMPLATE_LIST (object);

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_template_list_parent_class)->dispose (object);
}

static void
pd_template_list_finalize (GObject *object)
{
  g_ptr_array_unref (PD_TEMPLATE_LIST (object)->entries);

  G_OBJECT_CLASS (pd_template_list_parent_class)->finalize (object);
}

static void
pd_template_list_class_init (PdTemplateListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_template_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_template_list_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);

  /**
   * PdTemplateList::chosen:
   * @order_template: a #PdRecord: the template of which an order is to be made
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", PD_TYPE_TEMPLATE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static GtkWidget *
create_rows (PdTemplateList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  pd_set_accessible_label (self->rows, _ ("Order templates"));
  g_signal_connect_object (self->rows, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (
      GTK_BOX (box),
      pd_layout_text (_ ("Choose a template for a new order. What repeats is made by the platform."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (box), self->rows);
  pd_layout_set_margins (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static GtkWidget *
create_status (const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  return page;
}

static void
pd_template_list_init (PdTemplateList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->search = gtk_search_entry_new ();
  pd_set_accessible_label (self->search, _ ("Find a template by its name or buyer"));
  gtk_widget_set_visible (self->search, FALSE);
  gtk_widget_set_margin_top (self->search, 9);
  gtk_widget_set_margin_start (self->search, 18);
  gtk_widget_set_margin_end (self->search, 18);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (first_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (self->trouble, 9);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), create_rows (self), "rows");
  gtk_stack_add_named (
      GTK_STACK (self->stack),
      create_status ("edit-copy-symbolic", _ ("No Templates Yet"),
                     _ ("Open an order that comes again, and choose “Save as Template…” in its menu.")),
      "empty");
  gtk_stack_add_named (GTK_STACK (self->stack),
                       create_status ("system-search-symbolic", _ ("No Template Found"), NULL), "nothing");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Order Templates"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
}

/**
 * pd_template_list_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 *
 * Returns: (transfer floating): a dialog that is not shown yet; it closes when a template was chosen
 */
PdTemplateList *
pd_template_list_new (GtkWindow *parent, PdStore *store)
{
  PdTemplateList *self =
      g_object_new (PD_TYPE_TEMPLATE_LIST, "transient-for", parent, "modal", parent != NULL, NULL);

  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  look (self);
  return self;
}
