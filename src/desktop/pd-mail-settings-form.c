/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-mail-settings-form.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-delivery.h"
#include "model/pd-mail-address.h"

#include <glib/gi18n-lib.h>

/* What the platform takes, in characters. */
#define HOST_MAX 253
#define ADDRESS_MAX 254
#define NAME_MAX_CHARACTERS 100

static const struct
{
  const char *name;
  const char *label;
  gint64 port; /* that is usual with it */
} securities[] = {
  { "tls", N_ ("Encrypted (TLS)"), 465 },
  { "starttls", N_ ("Encrypted after a greeting (STARTTLS)"), 587 },
  /* Only whoever runs the platform sets that up. */
  { "unprotected", N_ ("Not encrypted"), 25 },
};

/* That are offered. */
#define N_SECURITIES 2

static const char *const ports[] = { "465", "587", "994", "25", "2525", NULL };

static const char *const languages[] = { PD_DELIVERY_LANGUAGE_CHINESE, PD_DELIVERY_LANGUAGE_ENGLISH };

struct _PdMailSettingsForm
{
  GtkBox parent_instance;

  GtkWidget *host;
  GtkWidget *security;       /* a drop-down */
  GtkWidget *port;           /* a drop-down */
  GtkStringList *port_texts; /* (borrowed) its model */
  GtkStringList *security_texts;
  GtkWidget *user;
  GtkWidget *password;
  GtkWidget *password_hint; /* said while the platform keeps one for this server */
  GtkWidget *sender;
  GtkWidget *sender_name;
  GtkWidget *language; /* a drop-down */

  PdSyncMail *kept; /* (owned) (nullable) whose password the platform has */
  gboolean filling;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdMailSettingsForm, pd_mail_settings_form, GTK_TYPE_BOX)

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static guint
chosen (GtkWidget *drop_down, guint n)
{
  return MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down)), n - 1);
}

/**
 * pd_mail_settings_form_dup_settings:
 * @self: a form
 *
 * Returns: (transfer full): what was entered, without the password
 */
PdSyncMail *
pd_mail_settings_form_dup_settings (PdMailSettingsForm *self)
{
  PdSyncMail *mail = g_new0 (PdSyncMail, 1);

  mail->host = dup_text (self->host);
  mail->security = g_strdup (securities[chosen (self->security, G_N_ELEMENTS (securities))].name);
  mail->port =
      g_ascii_strtoll (gtk_string_list_get_string (self->port_texts,
                                                   chosen (self->port, g_list_model_get_n_items (
                                                                           G_LIST_MODEL (self->port_texts)))),
                       NULL, 10);
  mail->user = dup_text (self->user);
  mail->sender = dup_text (self->sender);
  mail->sender_name = dup_text (self->sender_name);
  mail->language = g_strdup (languages[chosen (self->language, G_N_ELEMENTS (languages))]);
  return mail;
}

/* A password is for the server, the port and the user that it was given for: the platform forgets it with others. */
static gboolean
keeps_password (PdMailSettingsForm *self)
{
  g_autoptr (PdSyncMail) mail = pd_mail_settings_form_dup_settings (self);

  return self->kept != NULL && self->kept->host != NULL &&
         g_ascii_strcasecmp (self->kept->host, mail->host) == 0 && self->kept->port == mail->port &&
         g_strcmp0 (self->kept->user, mail->user) == 0;
}

static void
update_hint (PdMailSettingsForm *self)
{
  const char *text =
      keeps_password (self)
          ? _ ("The platform keeps the password of this user. Leave the field empty to go on with it.")
          : _ ("Many mail services want an authorisation code here instead of the password. It goes to the "
               "platform alone and is kept there, encrypted. It is never shown again.");

  gtk_label_set_text (GTK_LABEL (self->password_hint), text);
  pd_set_accessible_description (self->password, text);
}

static void
changed_cb (PdMailSettingsForm *self)
{
  if (self->filling)
    return;
  update_hint (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* One that whoever runs the platform has set up is among those that are offered. */
static void
choose_port (PdMailSettingsForm *self, gint64 port)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, port);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->port_texts));
  guint i = 0;

  while (i < n && !g_str_equal (gtk_string_list_get_string (self->port_texts, i), text))
    i++;
  if (i == n)
    gtk_string_list_append (self->port_texts, text);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->port), i);
}

static void
choose_security (PdMailSettingsForm *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    {
      if (g_strcmp0 (securities[i].name, name) != 0)
        continue;
      if (i >= g_list_model_get_n_items (G_LIST_MODEL (self->security_texts)))
        gtk_string_list_append (self->security_texts, _ (securities[i].label));
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->security), i);
    }
}

/* Which port is usual follows from how the server is spoken to. */
static void
security_cb (PdMailSettingsForm *self)
{
  if (!self->filling)
    choose_port (self, securities[chosen (self->security, G_N_ELEMENTS (securities))].port);
  changed_cb (self);
}

/**
 * pd_mail_settings_form_is_complete:
 * @self: a form
 *
 * Returns: whether there is a server and an address that mail comes from, and a password for who signs in
 */
gboolean
pd_mail_settings_form_is_complete (PdMailSettingsForm *self)
{
  g_autoptr (PdSyncMail) mail = pd_mail_settings_form_dup_settings (self);
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  g_autofree char *sender = pd_mail_address_plain (mail->sender);

  return *mail->host != '\0' && pd_mail_address_is_valid (sender) &&
         (*mail->user == '\0' || *password != '\0' || keeps_password (self));
}

static void
set_text (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/**
 * pd_mail_settings_form_fill:
 * @self: a form
 * @mail: the company's mail server as it is now
 */
void
pd_mail_settings_form_fill (PdMailSettingsForm *self, const PdSyncMail *mail)
{
  g_return_if_fail (PD_IS_MAIL_SETTINGS_FORM (self));

  self->filling = TRUE;
  g_clear_pointer (&self->kept, pd_sync_mail_free);
  if (mail->has_password)
    {
      self->kept = g_new0 (PdSyncMail, 1);
      self->kept->host = g_strdup (mail->host);
      self->kept->port = mail->port;
      self->kept->user = g_strdup (mail->user);
    }
  set_text (self->host, mail->host);
  set_text (self->user, mail->user);
  set_text (self->sender, mail->sender);
  set_text (self->sender_name, mail->sender_name);
  choose_security (self, mail->security);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_strcmp0 (languages[i], mail->language) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->language), i);
  choose_port (self, mail->port > 0 ? mail->port : securities[0].port);
  self->filling = FALSE;
  changed_cb (self);
}

/**
 * pd_mail_settings_form_take_password:
 * @self: a form
 *
 * The row gives its text to every accessibility client: it is emptied as soon as the password is used.
 *
 * Returns: (transfer full) (nullable): the password, to be wiped; %NULL when the platform's is to be kept
 */
char *
pd_mail_settings_form_take_password (PdMailSettingsForm *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->password));
  char *password = *text != '\0' ? g_strdup (text) : NULL;

  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  return password;
}

/** pd_mail_settings_form_begin: puts the cursor where something is missing */
void
pd_mail_settings_form_begin (PdMailSettingsForm *self)
{
  g_autoptr (PdSyncMail) mail = pd_mail_settings_form_dup_settings (self);

  gtk_widget_grab_focus (*mail->host == '\0' ? self->host : self->password);
}

static void
pd_mail_settings_form_finalize (GObject *object)
{
  g_clear_pointer (&PD_MAIL_SETTINGS_FORM (object)->kept, pd_sync_mail_free);
  G_OBJECT_CLASS (pd_mail_settings_form_parent_class)->finalize (object);
}

static void
pd_mail_settings_form_class_init (PdMailSettingsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_mail_settings_form_finalize;

  /** PdMailSettingsForm::changed: something was entered */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

/* --- what it is made of */

static AdwPreferencesGroup *
add_group (PdMailSettingsForm *self, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (group));
  return group;
}

/* @max: characters; 0: as many as one likes */
static GtkWidget *
add_entry (PdMailSettingsForm *self, AdwPreferencesGroup *group, GtkWidget *row, const char *title, int max)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (row));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (max > 0 && GTK_IS_TEXT (delegate))
    gtk_text_set_max_length (GTK_TEXT (delegate), max);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
  adw_preferences_group_add (group, row);
  return row;
}

static GtkWidget *
add_choice (PdMailSettingsForm *self,
            AdwPreferencesGroup *group,
            const char *title,
            GtkStringList *labels,
            GCallback callback)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *choice = pd_drop_down_new (G_LIST_MODEL (labels));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (choice, GTK_ALIGN_CENTER);
  pd_set_accessible_label (choice, title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), choice);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), choice);
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (choice, "notify::selected", callback, self);
  return choice;
}

static void
add_server (PdMailSettingsForm *self)
{
  AdwPreferencesGroup *group =
      add_group (self, _ ("Mail Server"), _ ("Through which server the platform mails invoices (SMTP)."));

  self->security_texts = gtk_string_list_new (NULL);
  self->port_texts = gtk_string_list_new (ports);
  for (guint i = 0; i < N_SECURITIES; i++)
    gtk_string_list_append (self->security_texts, _ (securities[i].label));
  self->host = add_entry (self, group, adw_entry_row_new (), _ ("Server, as smtp.example.com"), HOST_MAX);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->host), GTK_INPUT_PURPOSE_URL);
  self->security = add_choice (self, group, _ ("Security"), self->security_texts, G_CALLBACK (security_cb));
  self->port = add_choice (self, group, _ ("Port"), self->port_texts, G_CALLBACK (changed_cb));
}

static void
add_user (PdMailSettingsForm *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("Sign-in at the Server"), NULL);

  self->user = add_entry (self, group, adw_entry_row_new (), _ ("User, mostly the mail address"), 0);
  self->password = add_entry (self, group, adw_password_entry_row_new (), _ ("Password"), 0);
  self->password_hint = pd_layout_text (NULL, "caption");
  gtk_widget_add_css_class (self->password_hint, "dim-label");
  gtk_widget_set_margin_top (self->password_hint, 6);
  adw_preferences_group_add (group, self->password_hint);
}

static void
add_sender (PdMailSettingsForm *self)
{
  AdwPreferencesGroup *group = add_group (self, _ ("The Mails"), NULL);
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    gtk_string_list_append (labels, _ (pd_choice_label (pd_delivery_language_choices, languages[i])));
  self->sender = add_entry (self, group, adw_entry_row_new (), _ ("From which address"), ADDRESS_MAX);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->sender), GTK_INPUT_PURPOSE_EMAIL);
  self->sender_name = add_entry (self, group, adw_entry_row_new (), _ ("Sender's name; empty: the company's"),
                                 NAME_MAX_CHARACTERS);
  self->language = add_choice (self, group, _ ("Language"), labels, G_CALLBACK (changed_cb));
}

static void
pd_mail_settings_form_init (PdMailSettingsForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->filling = TRUE;
  add_server (self);
  add_user (self);
  add_sender (self);
  self->filling = FALSE;
  update_hint (self);
}

/** pd_mail_settings_form_new: Returns: (transfer floating): server, who signs in there, and who mail comes from */
PdMailSettingsForm *
pd_mail_settings_form_new (void)
{
  return g_object_new (PD_TYPE_MAIL_SETTINGS_FORM, NULL);
}
