/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-row-list.h"

#include <adwaita.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-permission.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* A short list of the newest records of a type, each with what it says and at most one thing to do about it. */

#define MOST 50
#define PAUSE 200 /* ms: a synchronisation changes many records */

struct _PdRowList
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *list;
  GtkWidget *trouble;

  PdStore *store; /* (owned) */
  const PdRecordType *type;
  PdRowDescribe describe;
  int filter_field;  /* -1: all of the type */
  char *filter_text; /* (owned) (nullable) */
  char *role;        /* (owned) (nullable) */
  PdLook *look;      /* (owned) (nullable) */

  const PdRowAct *act; /* (nullable) */
  gpointer act_owner;  /* (borrowed) holds the list */
};

G_DEFINE_FINAL_TYPE (PdRowList, pd_row_list, GTK_TYPE_WIDGET)

/* --- what its buttons ask for */

typedef struct
{
  GWeakRef list;
  const PdRecordType *type;
  char *id;      /* (owned) */
  char *command; /* (owned) */
} Command;

static void
command_free (gpointer data)
{
  Command *command = data;

  g_weak_ref_clear (&command->list);
  g_free (command->id);
  g_free (command->command);
  g_free (command);
}

static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Command *command = data;

  return pd_store_add_command (session, command->type, command->id, command->command, NULL, pd_now (), error);
}

static void
commanded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Command *command = pd_store_job_data (result);
  g_autoptr (PdRowList) self = g_weak_ref_get (&command->list);

  if (self == NULL || self->trouble == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->trouble), ok ? "" : error->message);
  gtk_widget_set_visible (self->trouble, !ok);
  pd_look_now (self->look);
}

static void
button_cb (GtkButton *button, PdRowList *self)
{
  Command *command = g_new0 (Command, 1);

  g_weak_ref_init (&command->list, self);
  command->type = self->type;
  command->id = g_strdup (g_object_get_data (G_OBJECT (button), "record-id"));
  command->command = g_strdup (g_object_get_data (G_OBJECT (button), "command"));
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, command_job, command, command_free, NULL,
                        commanded_cb, NULL);
}

/* --- rows */

static void
add_button (PdRowList *self, GtkWidget *row, const PdStoreRow *data, const char *command, const char *title)
{
  const PdTransition *arrow = pd_workflow_find (self->type, command, pd_record_get_state (data->record));
  g_autofree char *name = NULL;
  GtkWidget *button;

  if (arrow == NULL || data->pending_command != NULL || data->state == PD_ROW_CONFLICT ||
      (self->role != NULL && pd_permission_is_role (self->role) &&
       !pd_permission_has (self->role, command, self->type->name)))
    return;
  button = gtk_button_new_with_label (_ (arrow->label));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  name = g_strdup_printf ("%s: %s", _ (arrow->label), title);
  pd_set_accessible_label (button, name);
  g_object_set_data_full (G_OBJECT (button), "record-id", g_strdup (pd_record_get_id (data->record)), g_free);
  g_object_set_data_full (G_OBJECT (button), "command", g_strdup (command), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_cb), self, 0);
  gtk_box_append (GTK_BOX (row), button);
}

static void
act_cb (GtkButton *button, PdRowList *self)
{
  self->act->run (self->act_owner, g_object_get_data (G_OBJECT (button), "record"));
}

static void
add_act (PdRowList *self, GtkWidget *row, const PdStoreRow *data, GPtrArray *rows, const char *title)
{
  PdRowActState state =
      self->act != NULL ? self->act->get_state (self->act_owner, data, rows) : PD_ROW_ACT_NONE;
  GtkWidget *button;

  if (state == PD_ROW_ACT_NONE)
    return;
  if (state == PD_ROW_ACT_DONE)
    {
      gtk_box_append (GTK_BOX (row), pd_layout_text (_ (self->act->done), "dim-label"));
      return;
    }
  button = gtk_button_new_with_label (_ (self->act->label));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_accessible_description (button, title);
  g_object_set_data_full (G_OBJECT (button), "record", pd_record_ref (data->record),
                          (GDestroyNotify) pd_record_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (act_cb), self, 0);
  gtk_box_append (GTK_BOX (row), button);
}

static GtkWidget *
create_row (PdRowList *self, const PdStoreRow *data, GPtrArray *rows)
{
  PdRowText text = { 0 };
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *title;

  self->describe (data, &text);
  title = pd_layout_text (text.title, text.style);
  gtk_label_set_selectable (GTK_LABEL (title), TRUE);
  gtk_widget_set_can_focus (title, FALSE);
  gtk_box_append (GTK_BOX (words), title);
  if (text.subtitle != NULL && *text.subtitle != '\0')
    {
      GtkWidget *subtitle = pd_layout_text (text.subtitle, "dim-label");

      gtk_widget_add_css_class (subtitle, "caption");
      gtk_box_append (GTK_BOX (words), subtitle);
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  pd_layout_set_margins (box, 9);
  gtk_box_append (GTK_BOX (box), words);
  if (text.command != NULL)
    add_button (self, box, data, text.command, text.title);
  add_act (self, box, data, rows, text.title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_free (text.title);
  g_free (text.subtitle);
  return row;
}

/* --- loading */

/** Look: one reading of the rows. */
typedef struct
{
  PdStoreQuery *query; /* (owned) */
  GPtrArray *rows;     /* (owned) (nullable) of PdStoreRow */
} Look;

static void
look_clear (gpointer data)
{
  Look *job = data;

  pd_store_query_free (job->query);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdRowList *self = owner;
  Look *job = data;

  if (self->filter_field >= 0 && self->filter_text == NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return FALSE;
    }
  job->query = pd_store_query_new (self->type);
  job->query->filter_field = self->filter_field;
  job->query->filter_text = g_strdup (self->filter_text);
  job->query->descending = TRUE;
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;
  g_autoptr (GArray) found = pd_store_query_rows (session, job->query, cancellable, error);

  if (found == NULL)
    return FALSE;
  job->rows = pd_store_get_rows (session, job->query->type, (const gint64 *) found->data,
                                 MIN (found->len, MOST), error);
  return job->rows != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdRowList *self = owner;
  Look *job = data;
  guint n = 0;

  if (error != NULL)
    return;
  pd_layout_empty (self->list);
  for (guint i = 0; i < job->rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (job->rows, i);

      if (row == NULL)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), create_row (self, row, job->rows));
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = PAUSE,
                                      .priority = PD_STORE_PRIORITY_IDLE };

/* --- the widget */

static void
pd_row_list_dispose (GObject *object)
{
  PdRowList *self = PD_ROW_LIST (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->trouble, gtk_widget_unparent);
  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_pointer (&self->filter_text, g_free);
  g_clear_pointer (&self->role, g_free);

  G_OBJECT_CLASS (pd_row_list_parent_class)->dispose (object);
}

static void
pd_row_list_class_init (PdRowListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_row_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
pd_row_list_init (PdRowList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->heading = pd_layout_text (NULL, "heading");
  self->trouble = pd_layout_text (NULL, "error");
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_parent (self->heading, GTK_WIDGET (self));
  gtk_widget_set_parent (self->trouble, GTK_WIDGET (self));
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * pd_row_list_new:
 * @store: the cache
 * @type: of which records
 * @heading: (nullable): above the list
 * @describe: what a row says
 *
 * Returns: (transfer floating): a list of the newest records, seen when there is any
 */
GtkWidget *
pd_row_list_new (PdStore *store, const PdRecordType *type, const char *heading, PdRowDescribe describe)
{
  PdRowList *self = g_object_new (PD_TYPE_ROW_LIST, NULL);

  self->store = g_object_ref (store);
  self->type = type;
  self->describe = describe;
  self->filter_field = -1;
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, type);
  gtk_label_set_text (GTK_LABEL (self->heading), heading != NULL ? heading : "");
  gtk_widget_set_visible (self->heading, heading != NULL);
  pd_set_accessible_label (self->list, heading != NULL ? heading : _ (type->label));
  pd_look_now (self->look);
  return GTK_WIDGET (self);
}

/** pd_row_list_filter: @text: (nullable): shows the records whose @field says this; none with %NULL */
void
pd_row_list_filter (PdRowList *self, int field, const char *text)
{
  g_return_if_fail (PD_IS_ROW_LIST (self));

  if (self->filter_field == field && g_strcmp0 (self->filter_text, text) == 0)
    return;
  self->filter_field = field;
  g_free (self->filter_text);
  self->filter_text = g_strdup (text);
  pd_layout_empty (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  pd_look_now (self->look);
}

/**
 * pd_row_list_set_act:
 * @act: (nullable): what is offered at each row beside its command; outlives the list
 * @owner: (nullable): what its functions are given; holds the list
 */
void
pd_row_list_set_act (PdRowList *self, const PdRowAct *act, gpointer owner)
{
  g_return_if_fail (PD_IS_ROW_LIST (self));

  self->act = act;
  self->act_owner = owner;
  pd_look_now (self->look);
}

/** pd_row_list_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_row_list_set_role (PdRowList *self, const char *role)
{
  g_return_if_fail (PD_IS_ROW_LIST (self));

  if (g_strcmp0 (self->role, role) == 0)
    return;
  g_free (self->role);
  self->role = g_strdup (role);
  pd_look_now (self->look);
}
