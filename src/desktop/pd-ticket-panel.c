/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-ticket-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-ticket-comment.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "store/pd-store-records.h"
#include "store/pd-store-tickets.h"

#define SUGGESTIONS 3
#define TEXT_LINES 12

/* What a ticket may be about: each is found by what it is called. */
static const struct
{
  const PdRecordType *type;
  guint field; /* of the ticket */
  guint title; /* of the type */
} subjects[] = {
  { &pd_order_type, PD_TICKET_ORDER_NUMBER, PD_ORDER_NUMBER },
  { &pd_invoice_type, PD_TICKET_INVOICE_NUMBER, PD_INVOICE_NUMBER },
  { &pd_device_type, PD_TICKET_DEVICE_NUMBER, PD_DEVICE_SERIAL_NUMBER },
};

/* What stands beside a ticket's fields: what it is about, the solutions that are linked or may help, and what was said. */
struct _PdTicketPanel
{
  GtkBox parent_instance;

  PdStore *store;                     /* (owned) (nullable) */
  PdRecord *ticket;                   /* (owned) (nullable) */
  char *role;                         /* (owned) (nullable) of who is signed in */
  GPtrArray *suggestions;             /* (owned) (nullable) of PdSuggestion */
  char *ids[G_N_ELEMENTS (subjects)]; /* (owned) (nullable) of what it is about */
  PdLook *look;                       /* (owned) (nullable) */

  /* Borrowed */
  GtkWidget *about;
  GtkWidget *solutions_head;
  GtkWidget *solutions;
  GtkWidget *keep;
  GtkWidget *comments;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (PdTicketPanel, pd_ticket_panel, GTK_TYPE_BOX)

static GtkWindow *
get_window (PdTicketPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static gboolean
may (PdTicketPanel *self, const char *action, const char *object)
{
  return self->role == NULL || !pd_permission_is_role (self->role) ||
         pd_permission_has (self->role, action, object);
}

/* --- rows */

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), TEXT_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
add_show_button (GtkWidget *row, const PdRecordType *type, const char *id)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_accessible_description (button, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", type->name, id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-record");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
update_about (PdTicketPanel *self)
{
  pd_layout_empty (self->about);
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      const char *number = pd_record_get_text (self->ticket, subjects[i].field);
      GtkWidget *row;

      if (number == NULL)
        continue;
      row = new_row (number, _ (subjects[i].type->label));
      if (self->ids[i] != NULL)
        add_show_button (row, subjects[i].type, self->ids[i]);
      gtk_list_box_append (GTK_LIST_BOX (self->about), row);
    }
  gtk_widget_set_visible (self->about, gtk_widget_get_first_child (self->about) != NULL);
}

static gboolean
is_linked (const PdRecord *ticket, const char *solution_id)
{
  GPtrArray *links = pd_record_get_list (ticket, PD_TICKET_LIST_SOLUTIONS);

  for (guint i = 0; i < links->len; i++)
    if (g_strcmp0 (pd_record_get_text (links->pdata[i], PD_TICKET_SOLUTION_SOLUTION_ID), solution_id) == 0)
      return TRUE;
  return FALSE;
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTicketPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;

  if (!pd_save_finish (PD_STORE (store), result, &question, &about, &error))
    pd_tell (get_window (self), _ ("The Ticket Was Not Saved"), error->message);
}

static void
link_cb (GtkButton *button, PdTicketPanel *self)
{
  const char *title = g_object_get_data (G_OBJECT (button), "title");
  g_autoptr (PdRecord) wanted = pd_record_copy (self->ticket);
  g_autoptr (PdRecord) solution =
      pd_record_new (&pd_solution_type, g_object_get_data (G_OBJECT (button), "id"));

  pd_record_set_text (solution, PD_SOLUTION_TITLE, title);
  if (pd_ticket_link_solution (wanted, solution, pd_now ()) != NULL)
    pd_save_async (self->store, self->ticket, wanted, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

static void
unlink_cb (GtkButton *button, PdTicketPanel *self)
{
  g_autoptr (PdRecord) wanted = pd_record_copy (self->ticket);

  if (pd_record_remove_line (wanted, PD_TICKET_LIST_SOLUTIONS, g_object_get_data (G_OBJECT (button), "id")))
    pd_save_async (self->store, self->ticket, wanted, PD_SAVE_NONE, saved_cb, g_object_ref (self));
}

static GtkWidget *
link_row (PdTicketPanel *self, const PdRecord *link)
{
  const char *by = pd_record_get_text (link, PD_TICKET_SOLUTION_ADDED_BY);
  GtkWidget *row = new_row (pd_record_get_title (link), by != NULL ? by : _ ("Not confirmed yet"));

  add_show_button (row, &pd_solution_type, pd_record_get_text (link, PD_TICKET_SOLUTION_SOLUTION_ID));
  if (may (self, "patch", pd_ticket_type.name))
    {
      GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
      g_autofree char *label = g_strdup_printf (_ ("Unlink “%s”"), pd_record_get_title (link));

      gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (remove, "flat");
      pd_set_tooltip (remove, label);
      pd_set_accessible_label (remove, label);
      g_object_set_data_full (G_OBJECT (remove), "id", g_strdup (pd_record_get_id (link)), g_free);
      g_signal_connect_object (remove, "clicked", G_CALLBACK (unlink_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
    }
  return row;
}

static GtkWidget *
suggestion_row (PdTicketPanel *self, const PdSuggestion *suggestion)
{
  g_auto (GStrv) words = g_strsplit (suggestion->words, " ", -1);
  /* Translators: between words */
  g_autofree char *joined = g_strjoinv (_ (", "), words);
  /* Translators: words that a ticket and a solution have in common */
  g_autofree char *why = g_strdup_printf (_ ("Suggestion, for the words: %s"), joined);
  g_autofree char *label = g_strdup_printf (_ ("Link “%s”"), suggestion->note);
  GtkWidget *row = new_row (suggestion->note, why);
  GtkWidget *button = gtk_button_new_with_label (_ ("Link"));

  add_show_button (row, &pd_solution_type, suggestion->label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_accessible_label (button, label);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (suggestion->label), g_free);
  g_object_set_data_full (G_OBJECT (button), "title", g_strdup (suggestion->note), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (link_cb), self, 0);
  gtk_widget_set_visible (button, may (self, "patch", pd_ticket_type.name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
update_solutions (PdTicketPanel *self)
{
  GPtrArray *links = pd_record_get_list (self->ticket, PD_TICKET_LIST_SOLUTIONS);
  gboolean keeps = pd_record_has (self->ticket, PD_TICKET_RESOLUTION);

  pd_layout_empty (self->solutions);
  for (guint i = 0; i < links->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->solutions), link_row (self, links->pdata[i]));
  for (guint i = 0; self->suggestions != NULL && i < self->suggestions->len; i++)
    {
      const PdSuggestion *suggestion = g_ptr_array_index (self->suggestions, i);

      if (suggestion->note != NULL && !is_linked (self->ticket, suggestion->label))
        gtk_list_box_append (GTK_LIST_BOX (self->solutions), suggestion_row (self, suggestion));
    }
  gtk_widget_set_visible (self->solutions, gtk_widget_get_first_child (self->solutions) != NULL);
  gtk_widget_set_visible (self->keep, keeps);
  gtk_widget_set_visible (self->solutions_head, keeps || gtk_widget_get_visible (self->solutions));
}

static void
update_comments (PdTicketPanel *self)
{
  GPtrArray *comments = pd_record_get_list (self->ticket, PD_TICKET_LIST_COMMENTS);

  pd_layout_empty (self->comments);
  for (guint i = comments->len; i > 0; i--)
    {
      const PdRecord *comment = g_ptr_array_index (comments, i - 1);
      g_autofree char *at = pd_field_text (comment, PD_TICKET_COMMENT_ADDED_AT);
      g_autofree char *channel = pd_field_text (comment, PD_TICKET_COMMENT_CHANNEL);
      const char *by = pd_record_get_text (comment, PD_TICKET_COMMENT_ADDED_BY);
      g_autofree char *subtitle = *at != '\0'
                                      ? g_strdup_printf ("%s · %s · %s", at, by != NULL ? by : "", channel)
                                      : g_strdup_printf ("%s · %s", _ ("Not confirmed yet"), channel);

      gtk_list_box_append (GTK_LIST_BOX (self->comments),
                           new_row (pd_record_get_text (comment, PD_TICKET_COMMENT_TEXT), subtitle));
    }
  gtk_widget_set_visible (self->comments, comments->len > 0);
  gtk_widget_set_visible (self->add, may (self, "patch", pd_ticket_comment_type.name));
}

static void
update (PdTicketPanel *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), self->ticket != NULL);
  if (self->ticket == NULL)
    return;
  update_about (self);
  update_solutions (self);
  update_comments (self);
}

/* --- what the cache knows about it */

/** Look: one search for what it names and what may help. */
typedef struct
{
  PdRecord *ticket;                   /* (owned) */
  char *ids[G_N_ELEMENTS (subjects)]; /* (owned) (nullable) */
  GPtrArray *suggestions;             /* (owned) (nullable) */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  pd_record_unref (look->ticket);
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    g_free (look->ids[i]);
  g_clear_pointer (&look->suggestions, g_ptr_array_unref);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdTicketPanel *self = owner;

  if (self->ticket == NULL)
    return FALSE;
  ((Look *) data)->ticket = pd_record_copy (self->ticket);
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      const char *number = pd_record_get_text (look->ticket, subjects[i].field);

      g_clear_pointer (&look->ids[i], g_free);
      if (number != NULL)
        look->ids[i] = pd_store_find_by (session, subjects[i].type, subjects[i].title, number, NULL);
    }
  if (pd_ticket_is_open (look->ticket))
    look->suggestions = pd_store_suggest_solutions (session, look->ticket, SUGGESTIONS, NULL);
  return TRUE;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdTicketPanel *self = owner;
  Look *look = data;

  if (error != NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_free (self->ids[i]);
      self->ids[i] = g_steal_pointer (&look->ids[i]);
    }
  g_clear_pointer (&self->suggestions, g_ptr_array_unref);
  self->suggestions = g_steal_pointer (&look->suggestions);
  update (self);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .priority = PD_STORE_PRIORITY_IDLE };

/* --- the widget */

static void
add_cb (PdTicketPanel *self)
{
  if (self->ticket != NULL && self->store != NULL)
    pd_ticket_comment_ask (get_window (self), self->store, self->ticket);
}

static void
pd_ticket_panel_dispose (GObject *object)
{
  PdTicketPanel *self = PD_TICKET_PANEL (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_ticket_panel_parent_class)->dispose (object);
}

static void
forget (PdTicketPanel *self)
{
  g_clear_pointer (&self->suggestions, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    g_clear_pointer (&self->ids[i], g_free);
}

static void
pd_ticket_panel_finalize (GObject *object)
{
  PdTicketPanel *self = PD_TICKET_PANEL (object);

  forget (self);
  g_clear_pointer (&self->ticket, pd_record_unref);
  g_free (self->role);

  G_OBJECT_CLASS (pd_ticket_panel_parent_class)->finalize (object);
}

static void
pd_ticket_panel_class_init (PdTicketPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_ticket_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_ticket_panel_finalize;
}

static GtkWidget *
new_list (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  pd_set_accessible_label (list, label);
  return list;
}

static GtkWidget *
new_head (const char *label, GtkWidget *button)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *heading = pd_layout_text (label, "heading");

  gtk_widget_set_hexpand (heading, TRUE);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), button);
  return head;
}

static void
pd_ticket_panel_init (PdTicketPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->about = new_list (_ ("What it is about"));
  self->keep = gtk_button_new_with_label (_ ("Keep as Solution…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->keep), "win.solution-of-ticket");
  self->solutions_head = new_head (_ ("Solutions"), self->keep);
  self->solutions = new_list (_ ("Solutions"));
  self->add = gtk_button_new_with_label (_ ("Add Comment…"));
  self->comments = new_list (_ ("Conversation"));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  gtk_box_append (GTK_BOX (self), self->about);
  gtk_box_append (GTK_BOX (self), self->solutions_head);
  gtk_box_append (GTK_BOX (self), self->solutions);
  gtk_box_append (GTK_BOX (self), new_head (_ ("Conversation"), self->add));
  gtk_box_append (GTK_BOX (self), self->comments);
}

/** pd_ticket_panel_new: @store: the cache. Returns: (transfer floating): a panel that shows nothing yet */
GtkWidget *
pd_ticket_panel_new (PdStore *store)
{
  PdTicketPanel *self = g_object_new (PD_TYPE_TICKET_PANEL, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  return GTK_WIDGET (self);
}

/** pd_ticket_panel_show: @ticket: (nullable): which ticket */
void
pd_ticket_panel_show (PdTicketPanel *self, PdRecord *ticket)
{
  gboolean other;

  g_return_if_fail (PD_IS_TICKET_PANEL (self));

  other = ticket == NULL || self->ticket == NULL ||
          g_strcmp0 (pd_record_get_id (ticket), pd_record_get_id (self->ticket)) != 0;
  if (ticket != NULL)
    pd_record_ref (ticket);
  g_clear_pointer (&self->ticket, pd_record_unref);
  self->ticket = ticket;
  if (other)
    forget (self);
  update (self);
  pd_look_now (self->look);
}

/** pd_ticket_panel_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_ticket_panel_set_role (PdTicketPanel *self, const char *role)
{
  g_return_if_fail (PD_IS_TICKET_PANEL (self));

  g_free (self->role);
  self->role = g_strdup (role);
  update (self);
}
