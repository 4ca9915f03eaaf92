/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-record-stream.h"

#include "model/pd-record-month.h"

#include <string.h>

#define YEAR_LENGTH 4

/* The year that a text begins with; 0 when it begins with none. */
static guint
read_year (const char *text)
{
  guint year = 0;

  for (guint i = 0; i < YEAR_LENGTH; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return 0;
      year = year * 10 + (guint) g_ascii_digit_value (text[i]);
    }
  return year;
}

/**
 * pd_stream_name:
 * @type: a type of record
 * @month: (nullable): "YYYY-MM" of the business date, as of pd_record_month(); empty without one
 * @name: (out caller-allocates): the stream of such records
 *
 * Returns: %FALSE when the type's name is too long for one, which no type's is
 */
gboolean
pd_stream_name (const PdRecordType *type, const char *month, char name[PD_STREAM_MAX])
{
  guint year = month != NULL ? read_year (month) : 0;
  gsize length = g_strlcpy (name, type->name, PD_STREAM_MAX);

  if (length + 1 + YEAR_LENGTH >= PD_STREAM_MAX)
    return FALSE;
  if (year > 0)
    {
      name[length] = ':';
      memcpy (name + length + 1, month, YEAR_LENGTH);
      name[length + 1 + YEAR_LENGTH] = '\0';
    }
  return TRUE;
}

/**
 * pd_record_stream:
 * @record: a record that is not deleted: what is left of a deleted one has no date
 * @name: (out caller-allocates): the stream that it belongs to
 */
void
pd_record_stream (const PdRecord *record, char name[PD_STREAM_MAX])
{
  g_autofree char *month = pd_record_month (record);

  pd_stream_name (pd_record_get_record_type (record), month, name);
}

/** pd_stream_type: @name: any text. Returns: (nullable): the type of the stream's records; %NULL when it names none */
const PdRecordType *
pd_stream_type (const char *name)
{
  const char *colon = strchr (name, ':');
  g_autofree char *type = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : g_strdup (name);

  if (colon != NULL && (strlen (colon + 1) != YEAR_LENGTH || read_year (colon + 1) == 0))
    return NULL;
  return pd_record_type_find (type);
}

/** pd_stream_year: @name: a stream's name. Returns: its business year; 0 when it has none */
guint
pd_stream_year (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL && strlen (colon + 1) == YEAR_LENGTH ? read_year (colon + 1) : 0;
}
