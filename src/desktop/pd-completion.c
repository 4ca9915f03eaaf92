/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-completion.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-assignment.h"
#include "model/pd-party.h"
#include "store/pd-store-assignment.h"
#include "store/pd-store-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Typing faster than this asks once. */
#define DELAY 120
#define MAX_SUGGESTIONS 8

/** Suggestion: a row of the list. */
typedef struct
{
  char *title;      /* (owned) */
  char *second;     /* (owned) (nullable) what tells two of the same name apart */
  PdRecord *record; /* (owned) (nullable) NULL of a person */
} Suggestion;

struct _PdCompletion
{
  GObject parent_instance;

  /* Owned */
  PdStore *store;
  GCancellable *asking; /* (nullable) */
  GPtrArray *found;     /* (nullable) of Suggestion: what the list shows */
  guint delay_source;

  /* Borrowed */
  const PdRecordType *type; /* (nullable) NULL: people are suggested */
  GtkEntry *entry;
  GtkPopover *popover; /* (nullable) NULL once it is detached */
  GtkListBox *list;
  GtkEventController *controllers[2]; /* of the entry */
  gboolean quiet;                     /* the text comes from a suggestion, not from typing */
  gboolean many;                      /* several people, with commas between them */
  gboolean composing;                 /* the keys are the input method's */
  gboolean choosing;                  /* the list was asked for by the keyboard: its first row is chosen */
};

enum
{
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdCompletion, pd_completion, G_TYPE_OBJECT)

static void
suggestion_free (gpointer data)
{
  Suggestion *suggestion = data;

  g_free (suggestion->title);
  g_free (suggestion->second);
  g_clear_pointer (&suggestion->record, pd_record_unref);
  g_free (suggestion);
}

static void
stop (PdCompletion *self)
{
  self->choosing = FALSE;
  g_clear_handle_id (&self->delay_source, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->popover != NULL)
    gtk_popover_popdown (self->popover);
}

/* What is typed of the name that is suggested, within the entry's text. */
static const char *
typed_name (PdCompletion *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  return self->many ? pd_assignment_last_user (text) : text;
}

static void
put_name (PdCompletion *self, const char *name)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *before = g_strndup (text, (gsize) (typed_name (self) - text));
  g_autofree char *whole =
      g_strdup_printf ("%s%s%s", before, g_str_has_suffix (before, ",") ? " " : "", name);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), whole);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
pick (PdCompletion *self, GtkListBoxRow *row)
{
  g_autoptr (PdRecord) record = NULL;
  g_autofree char *name = NULL;
  const Suggestion *chosen;

  if (self->found == NULL || (guint) gtk_list_box_row_get_index (row) >= self->found->len)
    return;
  chosen = g_ptr_array_index (self->found, gtk_list_box_row_get_index (row));
  if (chosen->record != NULL)
    record = pd_record_ref (chosen->record);
  name = g_strdup (chosen->title);
  self->quiet = TRUE;
  stop (self);
  if (record != NULL)
    g_signal_emit (self, signals[PICKED], 0, record);
  else
    put_name (self, name);
  self->quiet = FALSE;
}

static char *
second_line (PdCompletion *self, const PdRecord *record)
{
  static const guint buyer_fields[] = { PD_BUYER_TAX_NUMBER, PD_BUYER_PHONE, PD_BUYER_ADDRESS };
  static const guint good_fields[] = { PD_GOOD_SPEC, PD_GOOD_UNIT, PD_GOOD_UNIT_PRICE, PD_GOOD_TAX_RATE };
  gboolean is_buyer = self->type == &pd_buyer_type;
  const guint *fields = is_buyer ? buyer_fields : good_fields;
  gsize n = is_buyer ? G_N_ELEMENTS (buyer_fields) : G_N_ELEMENTS (good_fields);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *value = pd_field_text (record, fields[i]);

      if (*value != '\0')
        g_string_append_printf (text, text->len > 0 ? " · %s" : "%s", value);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_row (const Suggestion *suggestion)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (suggestion->title);
  GtkWidget *second = gtk_label_new (suggestion->second);
  GtkWidget *labels[] = { title, second };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_xalign (GTK_LABEL (labels[i]), 0.0f);
      gtk_label_set_ellipsize (GTK_LABEL (labels[i]), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (labels[i]), 60);
      gtk_box_append (GTK_BOX (box), labels[i]);
    }
  gtk_widget_add_css_class (second, "caption");
  gtk_widget_add_css_class (second, "dim-label");
  gtk_widget_set_visible (second, suggestion->second != NULL && *suggestion->second != '\0');
  return box;
}

static void
fill (PdCompletion *self)
{
  GtkListBoxRow *row;
  gboolean exact;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->found->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->found, i)));
  gtk_list_box_unselect_all (self->list);
  if (self->choosing)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  exact = self->found->len == 1 &&
          g_str_equal (((Suggestion *) g_ptr_array_index (self->found, 0))->title, typed_name (self));
  if (self->found->len > 0 && !exact)
    gtk_popover_popup (self->popover);
  else
    gtk_popover_popdown (self->popover);
}

/* --- asking the cache */

typedef struct
{
  GWeakRef completion;
  GCancellable *cancellable; /* (owned) */
  PdStoreQuery *query;       /* (owned) (nullable) for records */
  GPtrArray *rows;           /* (owned) (nullable) of PdStoreRow */
  char *user;                /* (owned) (nullable) who is signed in, for people */
  GStrv people;              /* (owned) (nullable) */
} Ask;

static void
ask_free (Ask *ask)
{
  g_weak_ref_clear (&ask->completion);
  g_object_unref (ask->cancellable);
  g_clear_pointer (&ask->query, pd_store_query_free);
  g_clear_pointer (&ask->rows, g_ptr_array_unref);
  g_free (ask->user);
  g_strfreev (ask->people);
  g_free (ask);
}

static gboolean
ask_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  g_autoptr (GArray) ids = pd_store_query_rows (session, ask->query, cancellable, error);
  guint n;

  if (ids == NULL)
    return FALSE;
  n = MIN (ids->len, MAX_SUGGESTIONS);
  ask->rows = pd_store_get_rows (session, ask->query->type, (const gint64 *) ids->data, n, error);
  return ask->rows != NULL;
}

static gboolean
people_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;

  ask->people = pd_store_known_people (session, ask->user, error);
  return ask->people != NULL;
}

static void
add_suggestion (PdCompletion *self, const char *title, char *second, PdRecord *record)
{
  Suggestion *suggestion = g_new0 (Suggestion, 1);

  suggestion->title = g_strdup (title);
  suggestion->second = second;
  suggestion->record = record;
  g_ptr_array_add (self->found, suggestion);
}

static void
add_records (PdCompletion *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PdStoreRow *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        add_suggestion (self, pd_record_get_title (row->record), second_line (self, row->record),
                        pd_record_ref (row->record));
    }
}

/* Names that begin as it is typed come before those that have it within; who is named already is not suggested again. Who
 * asks for the list behind a whole name wants another one. */
static void
add_people (PdCompletion *self, char **people)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry)), *typed = typed_name (self);
  g_autofree char *before = g_strndup (text, (gsize) (typed - text));
  g_auto (GStrv) named = pd_assignment_split_users (before);
  g_autofree char *bare = g_strstrip (g_strdup (typed));
  gboolean whole = self->choosing && g_strv_contains ((const char *const *) people, bare);
  g_autofree char *wanted = whole ? g_strdup ("") : g_utf8_casefold (bare, -1);

  for (int within = 0; within <= 1; within++)
    for (guint i = 0; people[i] != NULL && self->found->len < MAX_SUGGESTIONS; i++)
      {
        g_autofree char *folded = g_utf8_casefold (people[i], -1);
        const char *at = strstr (folded, wanted);

        if (at != NULL && (at > folded) == within &&
            !g_strv_contains ((const char *const *) named, people[i]))
          add_suggestion (self, people[i], NULL, NULL);
      }
}

static void
asked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Ask *ask = pd_store_job_data (result);
  g_autoptr (PdCompletion) self = g_weak_ref_get (&ask->completion);

  if (self == NULL || ask->cancellable != self->asking)
    return;
  g_clear_object (&self->asking);
  /* Nothing suggested is no misfortune: the name can be typed. */
  if (!ok || self->popover == NULL)
    return;
  g_clear_pointer (&self->found, g_ptr_array_unref);
  self->found = g_ptr_array_new_with_free_func (suggestion_free);
  if (ask->people != NULL)
    add_people (self, ask->people);
  else
    add_records (self, ask->rows);
  fill (self);
}

static void
ask_cache (PdCompletion *self, const char *text)
{
  Ask *ask = g_new0 (Ask, 1);

  self->asking = g_cancellable_new ();
  g_weak_ref_init (&ask->completion, self);
  ask->cancellable = g_object_ref (self->asking);
  if (self->type != NULL)
    {
      ask->query = pd_store_query_new (self->type);
      ask->query->search = g_strdup (text);
    }
  else
    {
      g_autoptr (GSettings) settings = g_settings_new ("org.piaodan.Piaodan");

      ask->user = g_settings_get_string (settings, "user");
    }
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, self->type != NULL ? ask_job : people_job, ask,
                       (GDestroyNotify) ask_free, self->asking, asked_cb, NULL);
}

static gboolean
delay_cb (gpointer user_data)
{
  PdCompletion *self = user_data;
  g_autofree char *text = g_strstrip (g_strdup (typed_name (self)));

  self->delay_source = 0;
  if (*text != '\0')
    ask_cache (self, text);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (PdCompletion *self)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));

  stop (self);
  /* Only what is typed asks, not what is loaded. */
  if (!self->quiet && gtk_widget_is_focus (text))
    self->delay_source = g_timeout_add (DELAY, delay_cb, self);
}

static void
move (PdCompletion *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int next = row == NULL ? (step > 0 ? 0 : -1) : gtk_list_box_row_get_index (row) + step;

  row = next >= 0 ? gtk_list_box_get_row_at_index (self->list, next) : NULL;
  if (row != NULL || next < 0)
    gtk_list_box_select_row (self->list, row);
}

/* People are few: Down shows them before anything is typed. */
static gboolean
ask_people (PdCompletion *self, guint keyval)
{
  if (self->type != NULL || keyval != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  stop (self);
  self->choosing = TRUE;
  ask_cache (self, NULL);
  return GDK_EVENT_STOP;
}

static void
composed_cb (PdCompletion *self, const char *preedit)
{
  self->composing = *preedit != '\0';
}

static gboolean
key_cb (PdCompletion *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (self->composing || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return ask_people (self, keyval);
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      move (self, keyval == GDK_KEY_Down ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      if (row == NULL)
        return GDK_EVENT_PROPAGATE;
      pick (self, row);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      stop (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/**
 * pd_completion_detach:
 * @self: a completion
 *
 * Takes the list away from its parent, which is about to go.
 */
void
pd_completion_detach (PdCompletion *self)
{
  g_return_if_fail (PD_IS_COMPLETION (self));

  stop (self);
  g_signal_handlers_disconnect_by_data (self->entry, self);
  g_signal_handlers_disconnect_by_data (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)), self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->controllers); i++)
    gtk_widget_remove_controller (GTK_WIDGET (self->entry), g_steal_pointer (&self->controllers[i]));
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  self->popover = NULL;
}

static void
pd_completion_finalize (GObject *object)
{
  PdCompletion *self = PD_COMPLETION (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->found, g_ptr_array_unref);

  G_OBJECT_CLASS (pd_completion_parent_class)->finalize (object);
}

static void
pd_completion_class_init (PdCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_completion_finalize;

  /**
   * PdCompletion::picked:
   * @record: the record that was chosen, without lines
   */
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static void
pd_completion_init (PdCompletion *self)
{
}

static PdCompletion *
new_completion (GtkWidget *parent, GtkEntry *entry, PdStore *store, const PdRecordType *type)
{
  PdCompletion *self = g_object_new (PD_TYPE_COMPLETION, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->store = g_object_ref (store);
  self->type = type;
  self->entry = entry;
  self->popover = GTK_POPOVER (gtk_popover_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_popover_set_autohide (self->popover, FALSE);
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_popover_set_position (self->popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self->popover), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->popover), "menu");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "suggestions");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  pd_set_accessible_label (GTK_WIDGET (self->list), _ ("Suggestions"));
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->list));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), parent);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (pick), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "preedit-changed",
                            G_CALLBACK (composed_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (stop), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  self->controllers[0] = keys;
  self->controllers[1] = focus;
  return self;
}

/**
 * pd_completion_new:
 * @parent: the widget around @entry, which calls pd_completion_detach() before it goes
 * @entry: where a name is typed
 * @store: the cache
 * @type: whose names are suggested
 *
 * GtkEntryCompletion wants all names in a model; this one asks the cache while one types.
 *
 * Returns: (transfer full): the completion
 */
PdCompletion *
pd_completion_new (GtkWidget *parent, GtkEntry *entry, PdStore *store, const PdRecordType *type)
{
  return new_completion (parent, entry, store, type);
}

/**
 * pd_completion_new_people:
 * @parent: the widget around @entry, which calls pd_completion_detach() before it goes
 * @entry: where a user's name is typed
 * @store: the cache
 * @many: whether several names stand there, with commas between them
 *
 * Suggests whom this computer knows (pd_store_known_people()), and puts the name that is chosen into @entry. Any other name
 * may be typed.
 *
 * Returns: (transfer full): the completion
 */
PdCompletion *
pd_completion_new_people (GtkWidget *parent, GtkEntry *entry, PdStore *store, gboolean many)
{
  PdCompletion *self = new_completion (parent, entry, store, NULL);

  self->many = many;
  return self;
}
