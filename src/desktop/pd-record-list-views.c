/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-list-private.h"

#include "desktop/pd-column-choice.h"
#include "desktop/pd-field-text.h"
#include "model/pd-date.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-window.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/* Views of the list of orders: chosen from a popover beside the search, saved under a name, renamed, deleted. */

#define SOON_DAYS 7

/* As a filter of the store has them. */
#define UNFINISHED_STAGES                                                                                    \
  "[\"" PD_ORDER_STAGE_DRAFT "\",\"" PD_ORDER_STAGE_REVIEW "\",\"" PD_ORDER_STAGE_PAYMENT                    \
  "\",\"" PD_ORDER_STAGE_DELIVERY "\",\"" PD_ORDER_STAGE_SHIPPED "\",\"" PD_ORDER_STAGE_ASSIGNMENT           \
  "\",\"" PD_ORDER_STAGE_APPOINTED "\",\"" PD_ORDER_STAGE_WORKING "\",\"" PD_ORDER_STAGE_ACCEPTANCE "\"]"

static const struct
{
  guint flag;
  const char *label;
} flags[] = {
  { PD_VIEW_MINE, N_ ("Assigned to me") },
  { PD_VIEW_UNFINISHED, N_ ("Not finished") },
  { PD_VIEW_OVERDUE, N_ ("Overdue") },
  { PD_VIEW_DUE_SOON, N_ ("Due within a week") },
  { PD_VIEW_THIS_MONTH, N_ ("Dated this month") },
};

/* --- what the list is asked */

static void
add_month (PdStoreQuery *query)
{
  g_autofree char *today = pd_today ();

  query->date_from = g_strdup_printf ("%.7s-01", today);
  query->date_to = g_strdup_printf ("%.7s-31", today);
}

/* What is not over, first: of an office's orders that is little, and the other conditions are asked of it alone. */
static void
add_unfinished (PdStoreQuery *query)
{
  pd_store_query_add_filter (query, PD_STORE_FILTER_ONE_OF_OR_EMPTY, PD_ORDER_STAGE, UNFINISHED_STAGES);
}

/* What the view narrows down to besides words and a state. */
void
pd_record_list_apply_flags (PdRecordList *self, PdStoreQuery *query)
{
  g_autofree char *user = NULL;
  g_autofree char *soon = pd_date_in_china (pd_now () + (SOON_DAYS + 1) * G_TIME_SPAN_DAY);
  g_autofree char *today = pd_today ();

  for (guint i = 0; i < query->n_filters; i++)
    g_clear_pointer (&query->filters[i].text, g_free);
  query->n_filters = 0;
  g_clear_pointer (&query->date_from, g_free);
  g_clear_pointer (&query->date_to, g_free);
  if (self->flags == 0)
    return;
  user = g_settings_get_string (self->settings, "user");
  if (self->flags & PD_VIEW_MINE)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_ORDER_ASSIGNEE, user);
  if (self->flags & (PD_VIEW_UNFINISHED | PD_VIEW_OVERDUE | PD_VIEW_DUE_SOON))
    add_unfinished (query);
  if (self->flags & PD_VIEW_OVERDUE)
    pd_store_query_add_filter (query, PD_STORE_FILTER_BEFORE, PD_ORDER_DUE_DATE, today);
  else if (self->flags & PD_VIEW_DUE_SOON)
    pd_store_query_add_filter (query, PD_STORE_FILTER_BEFORE, PD_ORDER_DUE_DATE, soon);
  /* Nearly all orders fulfil this: it comes last. */
  if (self->flags & (PD_VIEW_UNFINISHED | PD_VIEW_OVERDUE | PD_VIEW_DUE_SOON))
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS_NOT, PD_ORDER_STATE, PD_ORDER_STATE_CANCELLED);
  if (self->flags & PD_VIEW_THIS_MONTH)
    add_month (query);
}

static int
field_of (PdRecordList *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->place->type->n_fields; i++)
    if (g_str_equal (self->place->type->fields[i].name, name))
      return (int) i;
  return -1;
}

static void
show_flags (PdRecordList *self)
{
  guint i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (self->view_flags); button != NULL;
       button = gtk_widget_get_next_sibling (button), i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button), (self->flags & flags[i].flag) != 0);
}

static void
set_sort (PdRecordList *self, int field, gboolean descending)
{
  g_autoptr (PdStoreQuery) query = NULL;

  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  pd_record_list_show_order (self, field, descending);
  /* The column may be out of sight. */
  query = pd_store_query_copy (pd_row_model_get_query (self->model));
  query->sort_field = field;
  query->descending = field < 0 || descending;
  pd_row_model_set_query (self->model, query);
}

static void
apply_view (PdRecordList *self, const PdSavedView *view)
{
  self->is_applying = TRUE;
  self->flags = view->flags;
  show_flags (self);
  pd_record_list_set_filter_name (self, view->filter);
  gtk_editable_set_text (GTK_EDITABLE (self->search), view->search != NULL ? view->search : "");
  if (view->columns != NULL)
    {
      g_autoptr (GPtrArray) columns =
          pd_column_choice_parse (self->place, (const char *const *) view->columns);

      pd_column_choice_write (self->settings, self->place, columns);
    }
  set_sort (self, field_of (self, view->sort), view->descending);
  g_free (self->view_name);
  self->view_name = g_strdup (view->name);
  gtk_label_set_text (GTK_LABEL (self->view_label), view->name);
  self->is_applying = FALSE;
  pd_record_list_apply_filters (self);
}

/* (transfer full) what the list shows now, as a view */
static PdSavedView *
current_view (PdRecordList *self, const char *name)
{
  PdSavedView *view = pd_saved_view_new (name);
  const PdStoreQuery *query = pd_row_model_get_query (self->model);
  g_autofree char *search = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  view->flags = self->flags;
  view->filter = pd_record_list_get_filter_name (self);
  view->search = *search != '\0' ? g_steal_pointer (&search) : NULL;
  view->sort = query->sort_field >= 0 ? g_strdup (self->place->type->fields[query->sort_field].name) : NULL;
  view->descending = query->descending;
  view->columns = pd_column_choice_names (self->place, self->shown);
  return view;
}

/* --- names */

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  PdRecordList *self = g_object_get_data (G_OBJECT (dialog), "list");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr (GPtrArray) views = pd_saved_views_read (self->settings, self->place);
  const PdSavedView *taken = pd_saved_views_find (views, name);

  adw_message_dialog_set_response_enabled (dialog, "save", *name != '\0' && taken == NULL);
  adw_message_dialog_set_body (dialog, taken != NULL ? _ ("There is a view of this name already.")
                                                     : _ ("A view keeps words, filters, order and columns."));
}

static void
name_given_cb (AdwMessageDialog *dialog, const char *response, PdRecordList *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "name");
  const char *old = g_object_get_data (G_OBJECT (dialog), "old");
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autoptr (GPtrArray) views = pd_saved_views_read (self->settings, self->place);
  PdSavedView *view = old != NULL ? pd_saved_views_find (views, old) : NULL;

  if (!g_str_equal (response, "save"))
    return;
  if (view != NULL)
    {
      g_free (view->name);
      view->name = g_strdup (name);
    }
  else
    g_ptr_array_add (views, current_view (self, name));
  if (old == NULL || g_strcmp0 (self->view_name, old) == 0)
    {
      g_free (self->view_name);
      self->view_name = g_strdup (name);
      gtk_label_set_text (GTK_LABEL (self->view_label), name);
    }
  pd_saved_views_write (self->settings, self->place, views);
}

/* @old: (nullable): the name of a view that gets another; %NULL: what the list shows is saved */
static void
ask_name (PdRecordList *self, const char *old)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              old != NULL ? _ ("Rename View") : _ ("Save View"), NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), 40);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, _ ("Name of the view"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Back"), "save", _ ("Save"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "name", entry);
  g_object_set_data_full (G_OBJECT (dialog), "list", g_object_ref (self), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "old", g_strdup (old), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (name_given_cb), self, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), old != NULL ? old : "");
  name_changed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- deleting */

static void
undo_cb (AdwToast *toast, PdRecordList *self)
{
  g_autoptr (GPtrArray) views = pd_saved_views_read (self->settings, self->place);
  const PdSavedView *view = g_object_get_data (G_OBJECT (toast), "view");

  if (pd_saved_views_find (views, view->name) != NULL)
    return;
  g_ptr_array_add (views, pd_saved_view_copy (view));
  pd_saved_views_write (self->settings, self->place, views);
}

static void
delete_cb (GtkButton *button, PdRecordList *self)
{
  g_autoptr (GPtrArray) views = pd_saved_views_read (self->settings, self->place);
  PdSavedView *view = pd_saved_views_find (views, g_object_get_data (G_OBJECT (button), "view"));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (view == NULL)
    return;
  text = g_strdup_printf (_ ("View “%s” was deleted."), view->name);
  gtk_menu_button_popdown (self->view_button);
  if (PD_IS_WINDOW (root))
    {
      toast = pd_window_add_toast (PD_WINDOW (root), text);
      adw_toast_set_button_label (toast, _ ("Undo"));
      g_object_set_data_full (G_OBJECT (toast), "view", pd_saved_view_copy (view),
                              (GDestroyNotify) pd_saved_view_free);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, 0);
    }
  if (g_strcmp0 (self->view_name, view->name) == 0)
    apply_view (self, views->pdata[0]);
  g_ptr_array_remove (views, view);
  pd_saved_views_write (self->settings, self->place, views);
}

static void
rename_cb (GtkButton *button, PdRecordList *self)
{
  g_autofree char *name = g_strdup (g_object_get_data (G_OBJECT (button), "view"));

  gtk_menu_button_popdown (self->view_button);
  ask_name (self, name);
}

/* --- the popover */

static void
add_button (PdRecordList *self,
            GtkWidget *box,
            const PdSavedView *view,
            const char *icon,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *text = g_strdup_printf (label, view->name);

  gtk_widget_add_css_class (button, "flat");
  pd_set_accessible_label (button, text);
  pd_set_tooltip (button, text);
  g_object_set_data_full (G_OBJECT (button), "view", g_strdup (view->name), g_free);
  g_signal_connect (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
}

static void
fill_views (PdRecordList *self)
{
  g_autoptr (GPtrArray) views = pd_saved_views_read (self->settings, self->place);

  pd_layout_empty (self->view_list);
  for (guint i = 0; i < views->len; i++)
    {
      const PdSavedView *view = views->pdata[i];
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (view->name);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_box_append (GTK_BOX (box), label);
      if (!view->built_in)
        {
          add_button (self, box, view, "document-edit-symbolic", _ ("Rename “%s”…"), G_CALLBACK (rename_cb));
          add_button (self, box, view, "user-trash-symbolic", _ ("Delete “%s”"), G_CALLBACK (delete_cb));
        }
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      g_object_set_data_full (G_OBJECT (row), "view", g_strdup (view->name), g_free);
      pd_set_accessible_label (row, view->name);
      gtk_list_box_append (GTK_LIST_BOX (self->view_list), row);
    }
}

static void
chosen_cb (PdRecordList *self, GtkListBoxRow *row)
{
  gtk_menu_button_popdown (self->view_button);
  pd_record_list_choose_view (self, g_object_get_data (G_OBJECT (row), "view"));
}

static void
flag_cb (GtkCheckButton *button, PdRecordList *self)
{
  guint flag = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "flag"));

  if (self->is_applying)
    return;
  self->flags = gtk_check_button_get_active (button) ? self->flags | flag : self->flags & ~flag;
  pd_record_list_apply_filters (self);
}

static void
save_cb (PdRecordList *self)
{
  gtk_menu_button_popdown (self->view_button);
  ask_name (self, NULL);
}

static GtkWidget *
new_popover (PdRecordList *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *save = gtk_button_new_with_label (_ ("Save View As…"));

  self->view_list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->view_list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->view_list, "suggestions");
  pd_set_accessible_label (self->view_list, _ ("Views"));
  g_signal_connect_swapped (self->view_list, "row-activated", G_CALLBACK (chosen_cb), self);
  self->view_flags = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      GtkWidget *button = gtk_check_button_new_with_label (_ (flags[i].label));

      g_object_set_data (G_OBJECT (button), "flag", GUINT_TO_POINTER (flags[i].flag));
      g_signal_connect (button, "toggled", G_CALLBACK (flag_cb), self);
      gtk_box_append (GTK_BOX (self->view_flags), button);
    }
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), self);
  gtk_box_append (GTK_BOX (box), self->view_list);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->view_flags);
  gtk_box_append (GTK_BOX (box), save);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (show_flags), self);
  return popover;
}

/* Gives the list of orders its views. */
void
pd_record_list_add_views (PdRecordList *self)
{
  if (self->place->type != &pd_order_type)
    return;
  self->view_label = gtk_label_new (_ ("All orders"));
  gtk_label_set_ellipsize (GTK_LABEL (self->view_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->view_label), 14);
  gtk_menu_button_set_child (self->view_button, self->view_label);
  gtk_menu_button_set_always_show_arrow (self->view_button, TRUE);
  gtk_menu_button_set_popover (self->view_button, new_popover (self));
  gtk_widget_set_visible (GTK_WIDGET (self->view_button), TRUE);
  pd_set_accessible_label (GTK_WIDGET (self->view_button), _ ("Views"));
  pd_set_tooltip (GTK_WIDGET (self->view_button), _ ("Views"));
  fill_views (self);
  g_signal_connect_swapped (self->settings, "changed::saved-views", G_CALLBACK (fill_views), self);
  g_signal_connect_swapped (self->settings, "changed::user", G_CALLBACK (fill_views), self);
}

/**
 * pd_record_list_choose_view:
 * @self: the list of orders
 * @name: the name of a view; one that does not exist is ignored
 *
 * Shows what the view says, in its order and columns.
 */
void
pd_record_list_choose_view (PdRecordList *self, const char *name)
{
  g_autoptr (GPtrArray) views = NULL;
  const PdSavedView *view;

  g_return_if_fail (PD_IS_RECORD_LIST (self));

  views = pd_saved_views_read (self->settings, self->place);
  view = pd_saved_views_find (views, name);
  if (view != NULL && self->view_list != NULL)
    apply_view (self, view);
}
