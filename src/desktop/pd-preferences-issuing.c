/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences-issuing.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-bureau.h"
#include "model/pd-money.h"
#include "model/pd-permission.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/** Switch: a rule that is on or off. */
typedef struct
{
  guint field;
  const char *title;    /* untranslated */
  const char *subtitle; /* untranslated */
} Switch;

static const Switch switches[] = {
  { PD_BUREAU_AUTO_MAIL, N_ ("Mail issued invoices"), N_ ("To buyers whose order has an e-mail address.") },
  { PD_BUREAU_AUTO_CONFIRM, N_ ("Confirm payments"), N_ ("When all of an order is paid.") },
  { PD_BUREAU_AUTO_COMPLETE, N_ ("Complete orders"), N_ ("When all of their parcels were delivered.") },
};

#define N_SWITCHES G_N_ELEMENTS (switches)

/* Rules of the whole office: an administrator sets them, everybody sees them. */
struct _PdPreferencesIssuing
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *rule;  /* a drop-down */
  GtkWidget *limit; /* an entry */
  GtkWidget *switches[N_SWITCHES];

  PdStore *store;         /* (owned) */
  PdSyncService *service; /* (owned) (nullable) */
  PdRecord *bureau;       /* (owned) (nullable) as it was read last */
  gulong changed_handler;
  gboolean quiet; /* the controls follow, nobody has touched one */
};

G_DEFINE_FINAL_TYPE (PdPreferencesIssuing, pd_preferences_issuing, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
may_set (PdPreferencesIssuing *self)
{
  const char *role = self->service != NULL ? pd_sync_service_get_role (self->service) : NULL;

  return role == NULL || !pd_permission_is_role (role) ||
         pd_permission_has (role, "patch", pd_bureau_type.name);
}

static guint
rule_index (const PdRecord *bureau)
{
  const char *rule = pd_record_get_text (bureau, PD_BUREAU_AUTO_ISSUE);

  for (guint i = 0; pd_bureau_rule_choices[i].value != NULL; i++)
    if (g_strcmp0 (pd_bureau_rule_choices[i].value, rule) == 0)
      return i;
  return 0;
}

static void
show (PdPreferencesIssuing *self)
{
  gboolean may = self->bureau != NULL && may_set (self);
  const char *text = NULL;

  if (self->bureau == NULL)
    text = _ ("Nothing is known of the tax bureau yet. It comes with the next synchronisation.");
  else if (!may)
    text = _ ("An administrator sets these rules for the whole office.");
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), text);
  self->quiet = TRUE;
  if (self->bureau != NULL)
    {
      g_autofree char *limit =
          pd_record_get_integer (self->bureau, PD_BUREAU_AUTO_LIMIT) > 0
              ? pd_money_to_text (pd_record_get_integer (self->bureau, PD_BUREAU_AUTO_LIMIT))
              : g_strdup ("");

      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->rule), rule_index (self->bureau));
      if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->limit)), limit) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->limit), limit);
      for (guint i = 0; i < N_SWITCHES; i++)
        gtk_switch_set_active (GTK_SWITCH (self->switches[i]),
                               pd_record_get_flag (self->bureau, switches[i].field));
    }
  self->quiet = FALSE;
  gtk_widget_set_sensitive (self->rule, may);
  gtk_widget_set_sensitive (self->limit, may && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->rule)) > 0);
  for (guint i = 0; i < N_SWITCHES; i++)
    gtk_widget_set_sensitive (self->switches[i], may);
}

/* --- reading and saving */

typedef struct
{
  GWeakRef page;
  PdRecord *before; /* (owned) (nullable) */
  PdRecord *bureau; /* (owned) (nullable) what is read, or to be saved */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_weak_ref_clear (&work->page);
  g_clear_pointer (&work->before, pd_record_unref);
  g_clear_pointer (&work->bureau, pd_record_unref);
  g_free (work);
}

static Work *
work_new (PdPreferencesIssuing *self)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->page, self);
  return work;
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  GError *local = NULL;

  work->bureau = pd_store_get_only (session, &pd_bureau_type, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static void
read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Work *work = pd_store_job_data (result);
  g_autoptr (PdPreferencesIssuing) self = g_weak_ref_get (&work->page);

  if (self == NULL || self->store == NULL || !ok)
    return;
  g_clear_pointer (&self->bureau, pd_record_unref);
  self->bureau = g_steal_pointer (&work->bureau);
  show (self);
}

static void
read_bureau (PdPreferencesIssuing *self)
{
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, read_job, work_new (self), work_free, NULL,
                       read_cb, NULL);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;

  return pd_store_save_changes (session, work->before, work->bureau, pd_now (), error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Work *work = pd_store_job_data (result);
  g_autoptr (PdPreferencesIssuing) self = g_weak_ref_get (&work->page);

  if (self == NULL || self->store == NULL || ok)
    return;
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), error->message);
  read_bureau (self);
}

/* @bureau: (transfer full): with the change */
static void
save (PdPreferencesIssuing *self, PdRecord *bureau)
{
  Work *work = work_new (self);

  work->before = pd_record_copy (self->bureau);
  work->bureau = bureau;
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job, work, work_free, NULL, saved_cb, NULL);
}

static void
rule_selected_cb (PdPreferencesIssuing *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->rule));
  PdRecord *bureau;

  if (self->quiet || self->bureau == NULL || selected == rule_index (self->bureau))
    return;
  bureau = pd_record_copy (self->bureau);
  pd_record_set_text (bureau, PD_BUREAU_AUTO_ISSUE, pd_bureau_rule_choices[selected].value);
  save (self, bureau);
}

static void
limit_applied_cb (PdPreferencesIssuing *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->limit))));
  gint64 limit = 0;
  PdRecord *bureau;

  if (self->quiet || self->bureau == NULL)
    return;
  if (*text != '\0' && (!pd_money_parse (text, &limit, NULL) || limit < 0))
    {
      gtk_widget_add_css_class (self->limit, "error");
      return;
    }
  gtk_widget_remove_css_class (self->limit, "error");
  if (limit == pd_record_get_integer (self->bureau, PD_BUREAU_AUTO_LIMIT))
    return;
  bureau = pd_record_copy (self->bureau);
  if (limit > 0)
    pd_record_set_integer (bureau, PD_BUREAU_AUTO_LIMIT, limit);
  else
    pd_record_clear (bureau, PD_BUREAU_AUTO_LIMIT);
  save (self, bureau);
}

static void
switch_toggled_cb (PdPreferencesIssuing *self)
{
  g_autoptr (PdRecord) bureau = NULL;

  if (self->quiet || self->bureau == NULL)
    return;
  bureau = pd_record_copy (self->bureau);
  for (guint i = 0; i < N_SWITCHES; i++)
    {
      gboolean active = gtk_switch_get_active (GTK_SWITCH (self->switches[i]));

      if (active != pd_record_get_flag (bureau, switches[i].field))
        pd_record_set_flag (bureau, switches[i].field, active);
    }
  if (!pd_record_equal (bureau, self->bureau))
    save (self, g_steal_pointer (&bureau));
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdPreferencesIssuing *self)
{
  if (*type_name == '\0' || g_str_equal (type_name, pd_bureau_type.name))
    read_bureau (self);
}

/* --- the group */

static void
pd_preferences_issuing_dispose (GObject *object)
{
  PdPreferencesIssuing *self = PD_PREFERENCES_ISSUING (object);

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (pd_preferences_issuing_parent_class)->dispose (object);
}

static void
pd_preferences_issuing_finalize (GObject *object)
{
  g_clear_pointer (&PD_PREFERENCES_ISSUING (object)->bureau, pd_record_unref);

  G_OBJECT_CLASS (pd_preferences_issuing_parent_class)->finalize (object);
}

static void
pd_preferences_issuing_class_init (PdPreferencesIssuingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preferences_issuing_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_preferences_issuing_finalize;
}

static void
add_row (PdPreferencesIssuing *self, const char *title, const char *subtitle, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  pd_set_accessible_label (suffix, title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), suffix);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
pd_preferences_issuing_init (PdPreferencesIssuing *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkEventController *leaves = gtk_event_controller_focus_new ();

  for (guint i = 0; pd_bureau_rule_choices[i].value != NULL; i++)
    gtk_string_list_append (labels, _ (pd_bureau_rule_choices[i].label));
  self->rule = pd_drop_down_new (G_LIST_MODEL (labels));
  self->limit = gtk_entry_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("What Happens by Itself"));
  add_row (self, _ ("Issue when an order is completed"), _ ("What the platform issues without being asked."),
           self->rule);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->limit), 12);
  gtk_editable_set_alignment (GTK_EDITABLE (self->limit), 1.0f);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->limit), _ ("No limit"));
  gtk_widget_add_controller (self->limit, leaves);
  add_row (self, _ ("Only up to a total with tax of"), _ ("What is larger waits for a person."), self->limit);
  for (guint i = 0; i < N_SWITCHES; i++)
    {
      self->switches[i] = gtk_switch_new ();
      add_row (self, _ (switches[i].title), _ (switches[i].subtitle), self->switches[i]);
      g_signal_connect_swapped (self->switches[i], "notify::active", G_CALLBACK (switch_toggled_cb), self);
    }
  g_signal_connect_swapped (self->rule, "notify::selected", G_CALLBACK (rule_selected_cb), self);
  g_signal_connect_swapped (self->limit, "activate", G_CALLBACK (limit_applied_cb), self);
  g_signal_connect_swapped (leaves, "leave", G_CALLBACK (limit_applied_cb), self);
}

/**
 * pd_preferences_issuing_new:
 * @store: the cache
 * @service: (nullable): says who is signed in
 *
 * Returns: (transfer floating): the rules by which the platform issues, mails and moves orders by itself
 */
GtkWidget *
pd_preferences_issuing_new (PdStore *store, PdSyncService *service)
{
  PdPreferencesIssuing *self = g_object_new (PD_TYPE_PREFERENCES_ISSUING, NULL);

  self->store = g_object_ref (store);
  if (service != NULL)
    {
      self->service = g_object_ref (service);
      g_signal_connect_object (service, "notify::user", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
    }
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  show (self);
  read_bureau (self);
  return GTK_WIDGET (self);
}
