/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-gateway-form.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* What the platform takes, in characters. */
#define KEY_MAX 64
#define CLERK_MAX 20
#define EXTENSION_MAX 5
#define PACE_MAX 600

struct _PdGatewayForm
{
  GtkBox parent_instance;

  GtkWidget *app_key;
  GtkWidget *secret;
  GtkWidget *secret_hint; /* said while the platform keeps one for this key */
  GtkWidget *clerk;
  GtkWidget *extension;
  GtkWidget *pace;
  GtkWidget *error;

  char *kept_for; /* (owned) (nullable) the key whose secret the platform has */
};

enum
{
  CHANGED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdGatewayForm, pd_gateway_form, GTK_TYPE_BOX)

static const char *
text_of (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
keeps_secret (PdGatewayForm *self)
{
  g_autofree char *key = g_strstrip (g_strdup (text_of (self->app_key)));

  return self->kept_for != NULL && g_str_equal (self->kept_for, key);
}

/**
 * pd_gateway_form_is_complete:
 * @self: a form
 *
 * Returns: whether there is a key, and a secret here or at the platform
 */
gboolean
pd_gateway_form_is_complete (PdGatewayForm *self)
{
  g_autofree char *key = g_strstrip (g_strdup (text_of (self->app_key)));

  return *key != '\0' && (*text_of (self->secret) != '\0' || keeps_secret (self));
}

static void
update_hint (PdGatewayForm *self)
{
  gboolean kept = keeps_secret (self);

  gtk_label_set_text (
      GTK_LABEL (self->secret_hint),
      kept ? _ ("The platform keeps the secret of this application. Leave the field empty to go on with it.")
           : _ ("The secret goes to the platform alone and is kept there, encrypted. It is never shown "
                "again."));
  pd_set_accessible_description (self->secret, gtk_label_get_text (GTK_LABEL (self->secret_hint)));
}

static void
changed_cb (PdGatewayForm *self)
{
  pd_gateway_form_show_error (self, NULL);
  update_hint (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Emptying the secret once it is sent mends nothing. */
static void
secret_changed_cb (PdGatewayForm *self)
{
  if (*text_of (self->secret) != '\0')
    pd_gateway_form_show_error (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activated_cb (PdGatewayForm *self)
{
  if (pd_gateway_form_is_complete (self))
    g_signal_emit (self, signals[ACTIVATED], 0);
}

/**
 * pd_gateway_form_show_error:
 * @self: a form
 * @sentence: (nullable): why the settings were not taken
 */
void
pd_gateway_form_show_error (PdGatewayForm *self, const char *sentence)
{
  g_return_if_fail (PD_IS_GATEWAY_FORM (self));

  gtk_label_set_text (GTK_LABEL (self->error), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->error, sentence != NULL);
}

/** pd_gateway_form_begin: puts the cursor where something is missing */
void
pd_gateway_form_begin (PdGatewayForm *self)
{
  g_return_if_fail (PD_IS_GATEWAY_FORM (self));

  gtk_widget_grab_focus (*text_of (self->app_key) == '\0' ? self->app_key : self->secret);
}

static void
set_text (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/**
 * pd_gateway_form_fill:
 * @self: a form
 * @gateway: the company's connection as it is now
 */
void
pd_gateway_form_fill (PdGatewayForm *self, const PdSyncGateway *gateway)
{
  g_return_if_fail (PD_IS_GATEWAY_FORM (self));

  pd_gateway_form_keep_secret (self, gateway->has_secret ? gateway->app_key : NULL);
  set_text (self->app_key, gateway->app_key);
  set_text (self->clerk, gateway->clerk);
  set_text (self->extension, gateway->extension);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->pace), (double) (gateway->pace / G_TIME_SPAN_SECOND));
}

/** pd_gateway_form_keep_secret: @app_key: (nullable): the application whose secret the platform has */
void
pd_gateway_form_keep_secret (PdGatewayForm *self, const char *app_key)
{
  g_return_if_fail (PD_IS_GATEWAY_FORM (self));

  g_free (self->kept_for);
  self->kept_for = g_strdup (app_key);
  update_hint (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * pd_gateway_form_dup_settings:
 * @self: a form
 *
 * Returns: (transfer full): what was entered; which provider it is for is not asked here
 */
PdSyncGateway *
pd_gateway_form_dup_settings (PdGatewayForm *self)
{
  PdSyncGateway *gateway = g_new0 (PdSyncGateway, 1);

  gateway->app_key = g_strstrip (g_strdup (text_of (self->app_key)));
  gateway->clerk = g_strstrip (g_strdup (text_of (self->clerk)));
  gateway->extension = g_strstrip (g_strdup (text_of (self->extension)));
  gateway->pace = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->pace)) * G_TIME_SPAN_SECOND;
  return gateway;
}

/**
 * pd_gateway_form_take_secret:
 * @self: a form
 *
 * The row gives its text to every accessibility client: it is emptied as soon as the secret is used.
 *
 * Returns: (transfer full) (nullable): the secret, to be wiped; %NULL when the platform's is to be kept
 */
char *
pd_gateway_form_take_secret (PdGatewayForm *self)
{
  const char *text = text_of (self->secret);
  char *secret = *text != '\0' ? g_strdup (text) : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  return secret;
}

static void
pd_gateway_form_finalize (GObject *object)
{
  g_free (PD_GATEWAY_FORM (object)->kept_for);
  G_OBJECT_CLASS (pd_gateway_form_parent_class)->finalize (object);
}

static void
pd_gateway_form_class_init (PdGatewayFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_gateway_form_finalize;

  /** PdGatewayForm::changed: something was entered */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /** PdGatewayForm::activated: a complete form was left with Enter */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
}

static AdwPreferencesGroup *
add_group (PdGatewayForm *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (group));
  return group;
}

/* @max: characters; 0: as many as one likes */
static GtkWidget *
add_entry (PdGatewayForm *self, AdwPreferencesGroup *group, GtkWidget *row, const char *title, int max)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (row));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (max > 0 && GTK_IS_TEXT (delegate))
    gtk_text_set_max_length (GTK_TEXT (delegate), max);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (activated_cb), self);
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_pace (PdGatewayForm *self, AdwPreferencesGroup *group)
{
  GtkWidget *row = adw_action_row_new ();

  self->pace = gtk_spin_button_new_with_range (0, PACE_MAX, 1);
  gtk_widget_set_valign (self->pace, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Seconds between two calls"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("0 is what the provider asks for."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->pace);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->pace);
  pd_set_accessible_label (self->pace, _ ("Seconds between two calls"));
  adw_preferences_group_add (group, row);
}

static void
pd_gateway_form_init (PdGatewayForm *self)
{
  AdwPreferencesGroup *group;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->error = pd_layout_text (NULL, "error");
  gtk_label_set_selectable (GTK_LABEL (self->error), TRUE);
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (self), self->error);
  group = add_group (self, _ ("The Application"), _ ("As the provider's open platform lists it."));
  self->app_key = add_entry (self, group, adw_entry_row_new (), _ ("Key (AppKey)"), KEY_MAX);
  self->secret = add_entry (self, group, adw_password_entry_row_new (), _ ("Secret (AppSecret)"), 0);
  self->secret_hint = pd_layout_text (NULL, "caption");
  gtk_widget_add_css_class (self->secret_hint, "dim-label");
  gtk_widget_set_margin_top (self->secret_hint, 6);
  adw_preferences_group_add (group, self->secret_hint);
  group = add_group (self, _ ("At the Tax Bureau"),
                     _ ("Who issues is the person who signs in at the tax bureau, written as there. Empty is "
                        "the drawer of your company's record. The extension number chooses among several "
                        "accounts; most companies have none."));
  self->clerk = add_entry (self, group, adw_entry_row_new (), _ ("Who issues"), CLERK_MAX);
  self->extension = add_entry (self, group, adw_entry_row_new (), _ ("Extension number"), EXTENSION_MAX);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->extension), GTK_INPUT_PURPOSE_DIGITS);
  add_pace (self, group);
  g_signal_connect_swapped (self->app_key, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->secret, "changed", G_CALLBACK (secret_changed_cb), self);
  g_signal_connect_swapped (self->clerk, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->extension, "changed", G_CALLBACK (changed_cb), self);
  update_hint (self);
}

/** pd_gateway_form_new: Returns: (transfer floating): key and secret, who issues, and how fast */
PdGatewayForm *
pd_gateway_form_new (void)
{
  return g_object_new (PD_TYPE_GATEWAY_FORM, NULL);
}
