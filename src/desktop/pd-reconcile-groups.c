/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-reconcile-groups.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-tooltip.h"

/* Many records for one reason are one thing to a person: the first of them are shown, and of the rest as many at a time
 * as somebody asks for. */

#define SHOWN_FIRST 20
#define SHOWN_MORE 200

/** Group: what is not shown yet of the records of one reason; it belongs to its "more" row. */
typedef struct
{
  GtkListBox *list; /* (borrowed) the row's */
  GPtrArray *items; /* (owned) of PdReconcileItem, borrowed from the report, which outlives the rows */
  guint n_shown;
  PdReconcileRowFunc create;
  gpointer data;
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->items);
  g_free (group);
}

/* Returns: whether some are left */
static gboolean
show_some (Group *group, guint n, int at)
{
  for (; n > 0 && group->n_shown < group->items->len; n--, group->n_shown++)
    {
      GtkWidget *row = group->create (g_ptr_array_index (group->items, group->n_shown), group->data);

      gtk_list_box_insert (group->list, row, at);
      if (at >= 0)
        at++;
    }
  return group->n_shown < group->items->len;
}

static void
set_texts (GtkWidget *more, const Group *group)
{
  const PdReconcileItem *first = g_ptr_array_index (group->items, 0);
  guint n = group->items->len - group->n_shown;
  g_autofree char *title = g_strdup_printf (ngettext ("%u more record", "%u more records", n), n);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (more), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (more), pd_reconcile_reason_sentence (first->reason));
  pd_set_accessible_description (more, pd_reconcile_reason_sentence (first->reason));
}

/* The keyboard stays where it was: on the first of those that have come, or on what is left to be shown. */
static void
more_cb (GtkWidget *more)
{
  Group *group = g_object_get_data (G_OBJECT (more), "group");
  int at = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (more));
  gboolean left = show_some (group, SHOWN_MORE, at);
  GtkListBox *list = group->list;

  if (left)
    set_texts (more, group);
  else
    gtk_list_box_remove (list, more);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (list, at)));
}

static GtkWidget *
create_more (Group *group)
{
  GtkWidget *more = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (more), FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (more), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (more), TRUE);
  g_object_set_data_full (G_OBJECT (more), "group", group, group_free);
  set_texts (more, group);
  g_signal_connect (more, "activated", G_CALLBACK (more_cb), NULL);
  return more;
}

static GPtrArray *
items_of (GPtrArray *items, PdReconcileReason reason)
{
  GPtrArray *some = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    if (((const PdReconcileItem *) g_ptr_array_index (items, i))->reason == reason)
      g_ptr_array_add (some, g_ptr_array_index (items, i));
  return some;
}

/**
 * pd_reconcile_groups_fill:
 * @list: an empty list
 * @items: (element-type PdReconcileItem): what is shown; they outlive the rows
 * @create: makes a row of one
 * @data: for @create
 *
 * Fills the list by reason, those first that came first; where there are many of one, a row shows more of them.
 */
void
pd_reconcile_groups_fill (GtkListBox *list, GPtrArray *items, PdReconcileRowFunc create, gpointer data)
{
  gboolean done[PD_RECONCILE_N_REASONS] = { FALSE };

  for (guint i = 0; i < items->len; i++)
    {
      PdReconcileReason reason = ((const PdReconcileItem *) g_ptr_array_index (items, i))->reason;
      Group *group;

      if (done[reason])
        continue;
      done[reason] = TRUE;
      group = g_new0 (Group, 1);
      *group = (Group){ .list = list, .items = items_of (items, reason), .create = create, .data = data };
      if (show_some (group, SHOWN_FIRST, -1))
        gtk_list_box_append (list, create_more (group));
      else
        group_free (group);
    }
}
