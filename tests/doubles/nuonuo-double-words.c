/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* The double's time in milliseconds. */
gint64
nuonuo_now (NuonuoDouble *self)
{
  g_autofree char *frozen = nuonuo_setting (self, "clock_frozen");

  if (*frozen != '\0')
    return g_ascii_strtoll (frozen, NULL, 10);
  return self->now (self->now_data) / 1000 + nuonuo_setting_integer (self, "clock_offset");
}

/* A time in China; what no calendar has is the year 1970. */
char *
nuonuo_time_text (gint64 at, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (CLAMP (at, 0, NUONUO_END) / 1000);
  g_autoptr (GDateTime) local = g_date_time_add_hours (utc, 8);

  return g_date_time_format (local, format);
}

/* "2026-03-01" or "20260301" or "2026-03-01 10:11:12", in China. */
gboolean
nuonuo_day_read (const char *text, gint64 *at)
{
  static GRegex *regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  int part[6] = { 0 };

  if (regex == NULL)
    regex = g_regex_new ("^(\\d{4})-?(\\d{2})-?(\\d{2})(?: (\\d{2}):(\\d{2}):(\\d{2}))?$", 0, 0, NULL);
  if (text == NULL || !g_regex_match (regex, text, 0, &match))
    return FALSE;
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *digits = g_match_info_fetch (match, i + 1);

      part[i] = digits != NULL ? (int) g_ascii_strtoll (digits, NULL, 10) : 0;
    }

  g_autoptr (GDateTime) time = g_date_time_new_utc (part[0], part[1], part[2], part[3], part[4], part[5]);

  if (time == NULL)
    return FALSE;
  *at = g_date_time_to_unix (time) * 1000 - 8 * NUONUO_HOUR;
  return TRUE;
}

/* A string member; "" when it is missing, null or no string. */
const char *
nuonuo_param (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return "";
  return json_node_get_string (node);
}

gboolean
nuonuo_has (JsonObject *object, const char *name)
{
  return *nuonuo_param (object, name) != '\0';
}

/* An integer, written as a number or as a string. */
gint64
nuonuo_param_integer (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return otherwise;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_get_int (node);
  return *json_node_get_string (node) != '\0' ? g_ascii_strtoll (json_node_get_string (node), NULL, 10)
                                              : otherwise;
}

/* What is no boolean is as if it were not there. */
gboolean
nuonuo_param_boolean (JsonObject *object, const char *name, gboolean otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return otherwise;
  return json_node_get_boolean (node);
}

/* "-12.30" with at most @places decimals, exact. */
gboolean
nuonuo_fen_read (const char *text, guint places, gint64 *fen)
{
  gboolean negative = *text == '-';
  const char *at = text + (negative ? 1 : 0);
  gint64 value = 0;
  int decimals = -1;

  if (!g_ascii_isdigit (*at))
    return FALSE;
  for (; *at != '\0'; at++)
    {
      if (*at == '.' && decimals < 0)
        {
          decimals = 0;
          continue;
        }
      if (!g_ascii_isdigit (*at) || value > G_MAXINT64 / 1000 || decimals == (int) places)
        return FALSE;
      value = value * 10 + (*at - '0');
      if (decimals >= 0)
        decimals++;
    }
  if (decimals == 0)
    return FALSE;
  for (decimals = MAX (decimals, 0); decimals < 2; decimals++)
    value *= 10;
  *fen = negative ? -value : value;
  return TRUE;
}

char *
nuonuo_fen_text (gint64 fen)
{
  return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%02d", fen < 0 ? "-" : "", ABS (fen) / 100,
                          (int) (ABS (fen) % 100));
}

gboolean
nuonuo_is_digits (const char *text, gsize least, gsize most)
{
  gsize length = strlen (text);

  return length >= least && length <= most && strspn (text, "0123456789") == length;
}

/* The shape alone: 15 to 20 digits and capitals. */
gboolean
nuonuo_is_tax_number (const char *text)
{
  gsize length = strlen (text);

  return length >= 15 && length <= 20 && strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
}

/* A node that takes over @object. */
JsonNode *
nuonuo_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

char *
nuonuo_json_text (JsonNode *node)
{
  return json_to_string (node, FALSE);
}

/* The object of a text; NULL when it is none. It lives as long as @holder. */
JsonObject *
nuonuo_json_read (const char *text, gssize length, JsonNode **holder)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  *holder = NULL;
  if (!g_utf8_validate (text, length, NULL) || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  *holder = json_parser_steal_root (parser);
  return *holder != NULL && JSON_NODE_HOLDS_OBJECT (*holder) ? json_node_get_object (*holder) : NULL;
}

void
nuonuo_put (JsonObject *object, const char *name, const char *value)
{
  json_object_set_string_member (object, name, value != NULL ? value : "");
}

/* A value of a query or a form; never NULL. */
const char *
nuonuo_form_value (GHashTable *query, const char *name)
{
  const char *value = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return value != NULL ? value : "";
}
