/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-arguments.h"

#include "ctl/pd-ctl-command.h"
#include "ctl/pd-ctl.h"
#include "model/pd-date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const PdCtlOption global_options[] = {
  { "data", "DIR", N_ ("Keep the cache in DIR; without it in $PIAODAN_DATA, or in the user's data folder") },
  { "json", NULL, N_ ("Answer with one JSON document, errors too") },
  { "quiet", NULL, N_ ("Say nothing but what was asked for") },
  { "help", NULL, N_ ("Show help, with a command its own") },
  { "version", NULL, N_ ("Show the version") },
  { NULL },
};

/**
 * pd_ctl_global_options:
 *
 * Returns: (transfer none): the options that every command takes, ending with a %NULL name
 */
const PdCtlOption *
pd_ctl_global_options (void)
{
  return global_options;
}

/**
 * pd_ctl_field_is_writable:
 * @field: a field of a record's table
 *
 * Returns: whether a person writes it on a command line: not what is derived, the platform's, or bookkeeping
 */
gboolean
pd_ctl_field_is_writable (const PdField *field)
{
  return pd_field_is_mergeable (field) && field->merge != PD_MERGE_POSITION;
}

static int
writable_field (const PdRecordType *type, const char *name)
{
  int field = pd_record_type_field (type, name);

  return field >= 0 && pd_ctl_field_is_writable (&type->fields[field]) ? field : -1;
}

/**
 * pd_ctl_option_field:
 * @type: a record type
 * @option: an option's name without dashes before it
 *
 * Options are named as the fields of the table, with dashes: "invoice-kind". What is the buyer's may leave "buyer-"
 * out where nothing else has the name, and "buyer" is his name.
 *
 * Returns: the field's index; -1 when there is none that a person writes
 */
int
pd_ctl_option_field (const PdRecordType *type, const char *option)
{
  g_autofree char *name = g_strdelimit (g_strdup (option), "-", '_');
  g_autofree char *of_buyer = g_strconcat ("buyer_", name, NULL);
  int field = -1;

  if (pd_record_type_field (type, of_buyer) < 0 && g_str_equal (name, "buyer"))
    field = writable_field (type, "buyer_name");
  if (field < 0)
    field = writable_field (type, name);
  return field < 0 ? writable_field (type, of_buyer) : field;
}

static const PdCtlOption *
find_option (const PdCtlOption *options, const char *name)
{
  for (; options != NULL && options->name != NULL; options++)
    if (g_str_equal (options->name, name))
      return options;
  return NULL;
}

static void
add_value (PdCtlArguments *self, const char *name, const char *value)
{
  GPtrArray *values = g_hash_table_lookup (self->options, name);

  if (values == NULL)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->options, g_strdup (name), values);
    }
  g_ptr_array_add (values, g_strdup (value));
}

/* Global options stand anywhere, as --json before or after the command. */
static gboolean
take_global (PdCtlArguments *self, const char *name, const char *value)
{
  if (g_str_equal (name, "json"))
    self->json = TRUE;
  else if (g_str_equal (name, "quiet"))
    self->quiet = TRUE;
  else if (g_str_equal (name, "help"))
    self->help = TRUE;
  else if (g_str_equal (name, "version"))
    self->version = TRUE;
  else if (g_str_equal (name, "data"))
    {
      g_free (self->data_dir);
      self->data_dir = g_strdup (value);
    }
  else
    return FALSE;
  return TRUE;
}

/* The words before the options: a command, or a group and a command. */
static gboolean
take_command (PdCtlArguments *self, const char *word, GError **error)
{
  const char *group = self->group;

  if (group == NULL && pd_ctl_is_group (word))
    {
      self->group = g_intern_string (word);
      /* A group may be a command of its own, too. */
      self->command = pd_ctl_command_find (NULL, word);
      return TRUE;
    }
  self->command = pd_ctl_command_find (group, word);
  if (self->command != NULL)
    return TRUE;
  if (group == NULL && g_str_equal (word, "help"))
    {
      self->help = TRUE;
      return TRUE;
    }
  if (group != NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no command “%1$s %2$s”."), group,
                 word);
  else
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no command “%s”."), word);
  return FALSE;
}

static gboolean
is_known (const PdCtlArguments *self, const char *name, gboolean *takes_value, gboolean *repeats)
{
  const PdCtlOption *option = find_option (global_options, name);

  *repeats = FALSE;
  if (option == NULL && self->command != NULL)
    option = find_option (self->command->options, name);
  if (option != NULL)
    {
      *takes_value = option->argument != NULL;
      *repeats = option->repeats;
      return TRUE;
    }
  *takes_value = TRUE;
  return self->command != NULL && self->command->field_options != NULL &&
         pd_ctl_option_field (self->command->field_options, name) >= 0;
}

/* One option, and the word after it when that is its value. */
static gboolean
take_option (PdCtlArguments *self, const char *word, const char *next, gboolean *took_next, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (word + 2, (gsize) (equals - word) - 2) : g_strdup (word + 2);
  const char *value = equals != NULL ? equals + 1 : next;
  gboolean takes_value, repeats;

  *took_next = FALSE;
  if (!is_known (self, name, &takes_value, &repeats))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no option --%s here."), name);
      return FALSE;
    }
  if (takes_value && value == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%s needs a value."), name);
      return FALSE;
    }
  if (!takes_value && equals != NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%s takes no value."), name);
      return FALSE;
    }
  *took_next = takes_value && equals == NULL;
  if (take_global (self, name, value))
    return TRUE;
  if (!repeats && pd_ctl_arguments_has (self, name))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%s is given twice."), name);
      return FALSE;
    }
  add_value (self, name, takes_value ? value : "");
  return TRUE;
}

static gboolean
check_counts (const PdCtlArguments *self, GError **error)
{
  const PdCtlCommand *command = self->command;

  if (command == NULL && self->group == NULL)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("A command is missing."));
      return FALSE;
    }
  if (command == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("“%s” is a group of commands: name one of them."), self->group);
      return FALSE;
    }
  if (self->positionals->len < command->min_arguments)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("An argument is missing: %s."),
                   command->arguments);
      return FALSE;
    }
  if (self->positionals->len > command->max_arguments)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is one argument too many."),
                   pd_ctl_arguments_positional (self, command->max_arguments));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_words (int argc, const char *const *argv, GError **error)
{
  for (int i = 1; i < argc; i++)
    if (!g_utf8_validate (argv[i], -1, NULL))
      {
        g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("Argument %d is not text in UTF-8."), i);
        return FALSE;
      }
  return TRUE;
}

/* Whether a command may still be named: none is, or only the group's own. */
static gboolean
wants_command (const PdCtlArguments *self)
{
  return self->command == NULL || (self->group != NULL && self->command->group == NULL &&
                                   self->positionals->len == 0 && g_hash_table_size (self->options) == 0);
}

static gboolean
take_words (PdCtlArguments *self, int argc, const char *const *argv, GError **error)
{
  gboolean only_words = FALSE;

  for (int i = 1; i < argc; i++)
    {
      const char *word = argv[i];
      gboolean took_next;

      if (!only_words && g_str_equal (word, "--"))
        only_words = TRUE;
      else if (!only_words && g_str_equal (word, "-h"))
        self->help = TRUE;
      else if (!only_words && g_str_has_prefix (word, "--"))
        {
          if (!take_option (self, word, i + 1 < argc ? argv[i + 1] : NULL, &took_next, error))
            return FALSE;
          i += took_next;
        }
      else if (!only_words && word[0] == '-' && word[1] != '\0')
        {
          g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no option %s here."), word);
          return FALSE;
        }
      else if (wants_command (self))
        {
          if (!take_command (self, word, error))
            return FALSE;
        }
      else
        g_ptr_array_add (self->positionals, g_strdup (word));
    }
  return TRUE;
}

/**
 * pd_ctl_arguments_parse:
 * @argc: how many words
 * @argv: (array length=argc): the words, the program's name first
 * @json: (out): whether --json is among them, so that the error, too, is JSON
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: (transfer full): the command line taken apart; %NULL when it is wrong
 */
PdCtlArguments *
pd_ctl_arguments_parse (int argc, const char *const *argv, gboolean *json, GError **error)
{
  g_autoptr (PdCtlArguments) self = g_new0 (PdCtlArguments, 1);

  self->positionals = g_ptr_array_new_with_free_func (g_free);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  *json = FALSE;
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    *json = *json || g_str_equal (argv[i], "--json");
  if (!check_words (argc, argv, error) || !take_words (self, argc, argv, error))
    return NULL;
  if (!self->help && !self->version && !check_counts (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
pd_ctl_arguments_free (PdCtlArguments *self)
{
  g_free (self->data_dir);
  g_ptr_array_unref (self->positionals);
  g_hash_table_unref (self->options);
  g_free (self);
}

/**
 * pd_ctl_arguments_positional:
 *
 * Returns: (transfer none) (nullable): the argument, %NULL when there are fewer
 */
const char *
pd_ctl_arguments_positional (const PdCtlArguments *self, guint index)
{
  return index < self->positionals->len ? g_ptr_array_index (self->positionals, index) : NULL;
}

gboolean
pd_ctl_arguments_has (const PdCtlArguments *self, const char *option)
{
  return g_hash_table_contains (self->options, option);
}

/**
 * pd_ctl_arguments_get:
 *
 * Returns: (transfer none) (nullable): the option's value, the first of several
 */
const char *
pd_ctl_arguments_get (const PdCtlArguments *self, const char *option)
{
  GPtrArray *values = g_hash_table_lookup (self->options, option);

  return values != NULL ? g_ptr_array_index (values, 0) : NULL;
}

/**
 * pd_ctl_arguments_get_all:
 *
 * Returns: (transfer none) (nullable) (element-type utf8): the option's values, %NULL when it is not there
 */
GPtrArray *
pd_ctl_arguments_get_all (const PdCtlArguments *self, const char *option)
{
  return g_hash_table_lookup (self->options, option);
}

/**
 * pd_ctl_arguments_get_number:
 * @option: an option whose value is a whole number
 * @max: the largest that is taken
 * @number: (inout): the number; left as it is when the option is not there
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether the value is from 0 to @max, or not there
 */
gboolean
pd_ctl_arguments_get_number (const PdCtlArguments *self,
                             const char *option,
                             gint64 max,
                             gint64 *number,
                             GError **error)
{
  const char *text = pd_ctl_arguments_get (self, option);
  g_autofree char *most = NULL;

  if (text == NULL || g_ascii_string_to_signed (text, 10, 0, max, number, NULL))
    return TRUE;
  most = g_strdup_printf ("%" G_GINT64_FORMAT, max); /* as text: a translation cannot carry the macro */
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("The option --%1$s needs a whole number from 0 to %2$s, not “%3$s”."), option, most, text);
  return FALSE;
}

/**
 * pd_ctl_arguments_get_date:
 * @option: an option whose value is a date
 * @date: (inout) (transfer full) (nullable): "YYYY-MM-DD"; left as it is when the option is not there
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether the value is a date, or not there
 */
gboolean
pd_ctl_arguments_get_date (const PdCtlArguments *self, const char *option, char **date, GError **error)
{
  const char *text = pd_ctl_arguments_get (self, option);
  g_autofree char *canonical = NULL;

  if (text == NULL)
    return TRUE;
  if (pd_date_canonicalize (text, &canonical, NULL))
    {
      g_free (*date);
      *date = g_steal_pointer (&canonical);
      return TRUE;
    }
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("The option --%1$s needs a date such as 2026-11-30, not “%2$s”."), option, text);
  return FALSE;
}
