/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-json.h"

#include "wire/pd-wire.h"

#include <string.h>

struct _PdCtlJson
{
  GString *text; /* (owned) */
};

PdCtlJson *
pd_ctl_json_new (void)
{
  PdCtlJson *self = g_new0 (PdCtlJson, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
pd_ctl_json_free (PdCtlJson *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* What stands before a value: a comma unless it is the first, and its name. */
static void
begin_value (PdCtlJson *self, const char *name)
{
  if (self->text->len > 0 && strchr ("{[", self->text->str[self->text->len - 1]) == NULL)
    g_string_append_c (self->text, ',');
  if (name == NULL)
    return;
  pd_wire_write_string (self->text, name);
  g_string_append_c (self->text, ':');
}

/**
 * pd_ctl_json_open:
 * @name: (nullable): the member's name
 * @bracket: '{' or '['
 */
void
pd_ctl_json_open (PdCtlJson *self, const char *name, char bracket)
{
  begin_value (self, name);
  g_string_append_c (self->text, bracket);
}

void
pd_ctl_json_close (PdCtlJson *self, char bracket)
{
  g_string_append_c (self->text, bracket);
}

/**
 * pd_ctl_json_string:
 * @name: (nullable): the member's name
 * @text: (nullable): its value; %NULL is null
 */
void
pd_ctl_json_string (PdCtlJson *self, const char *name, const char *text)
{
  begin_value (self, name);
  if (text == NULL)
    g_string_append (self->text, "null");
  else
    pd_wire_write_string (self->text, text);
}

void
pd_ctl_json_integer (PdCtlJson *self, const char *name, gint64 value)
{
  begin_value (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
pd_ctl_json_boolean (PdCtlJson *self, const char *name, gboolean value)
{
  pd_ctl_json_raw (self, name, value ? "true" : "false");
}

/**
 * pd_ctl_json_raw:
 * @name: (nullable): the member's name
 * @json: a value that is JSON already
 */
void
pd_ctl_json_raw (PdCtlJson *self, const char *name, const char *json)
{
  begin_value (self, name);
  g_string_append (self->text, json);
}

/**
 * pd_ctl_json_record:
 * @name: (nullable): the member's name
 * @record: (nullable): a record whose lines are sorted, written as on the wire; %NULL is null
 */
void
pd_ctl_json_record (PdCtlJson *self, const char *name, const PdRecord *record)
{
  begin_value (self, name);
  if (record == NULL)
    g_string_append (self->text, "null");
  else
    pd_wire_write_record (self->text, record);
}

/**
 * pd_ctl_json_problems:
 * @name: (nullable): the member's name
 * @problems: (nullable) (element-type PdProblem): what is wrong with a record
 */
void
pd_ctl_json_problems (PdCtlJson *self, const char *name, GPtrArray *problems)
{
  static const char *const weights[] = { "error", "overridable", "note" };

  pd_ctl_json_open (self, name, '[');
  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *path = pd_problem_path (problem);

      pd_ctl_json_open (self, NULL, '{');
      pd_ctl_json_string (self, "path", path);
      pd_ctl_json_string (self, "weight", weights[problem->weight]);
      pd_ctl_json_string (self, "message", problem->message);
      pd_ctl_json_close (self, '}');
    }
  pd_ctl_json_close (self, ']');
}

const char *
pd_ctl_json_text (const PdCtlJson *self)
{
  return self->text->str;
}
