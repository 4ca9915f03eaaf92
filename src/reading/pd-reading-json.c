/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reading-json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "model/pd-tax.h"
#include "reading/pd-reading-private.h"
#include "reading/pd-signature-json.h"

/* An empty text for what is not there, so that a program needs no test before it asks. */
static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text != NULL ? text : "");
}

static const char *
rate_as_printed (const char *rate)
{
  const char *label = rate == NULL ? NULL : pd_tax_rate_label (rate);

  return label != NULL ? label : rate;
}

static void
add_party (JsonBuilder *builder, const PdReading *self, const char *name, PdReadingField first)
{
  static const char *const names[] = {
    "name", "tax_number", "address", "phone", "bank_name", "bank_account"
  };

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_text (builder, names[i], pd_reading_get (self, first + i));
  json_builder_end_object (builder);
}

static void
add_lines (JsonBuilder *builder, GPtrArray *lines)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < lines->len; i++)
    {
      const PdReadingLine *line = lines->pdata[i];

      json_builder_begin_object (builder);
      for (guint field = 0; field < PD_READING_LINE_N_FIELDS; field++)
        add_text (builder, pd_reading_line_fields[field].name,
                  field == PD_READING_LINE_RATE ? rate_as_printed (line->values[field])
                                                : line->values[field]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_particulars (JsonBuilder *builder, GPtrArray *particulars)
{
  json_builder_begin_array (builder);
  for (guint i = 0; i < particulars->len; i++)
    {
      const PdReadingParticular *particular = particulars->pdata[i];

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "group");
      json_builder_add_int_value (builder, particular->group);
      add_text (builder, "name", particular->name);
      add_text (builder, "text", particular->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_warnings (JsonBuilder *builder, GPtrArray *warnings)
{
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < warnings->len; i++)
    {
      const PdReadingWarning *warning = warnings->pdata[i];

      json_builder_begin_object (builder);
      add_text (builder, "code", warning->code);
      if (warning->field >= 0)
        add_text (builder, "field", pd_reading_fields[warning->field].name);
      if (warning->line >= 0)
        {
          json_builder_set_member_name (builder, "line");
          json_builder_add_int_value (builder, warning->line + 1);
        }
      add_text (builder, "text", warning->sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_evidence_values (JsonBuilder *builder, const PdReading *self)
{
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint field = 0; field < PD_READING_N_FIELDS; field++)
    for (guint i = 0; i < self->values[field]->len; i++)
      {
        const PdReadingValue *value = self->values[field]->pdata[i];

        json_builder_begin_object (builder);
        add_text (builder, "field", pd_reading_fields[field].name);
        add_text (builder, "source", pd_reading_source_name (value->source));
        json_builder_set_member_name (builder, "confidence");
        json_builder_add_int_value (builder, value->confidence);
        add_text (builder, "text", value->text);
        json_builder_end_object (builder);
      }
  json_builder_end_array (builder);
}

/* Lines and particulars of each source that has any; those of the chosen one stand above as well. */
static void
add_evidence_lists (JsonBuilder *builder, const PdReading *self)
{
  json_builder_set_member_name (builder, "lists");
  json_builder_begin_array (builder);
  for (guint source = 0; source < PD_READING_N_SOURCES; source++)
    if (self->lines[source]->len > 0 || self->particulars[source]->len > 0)
      {
        json_builder_begin_object (builder);
        add_text (builder, "source", pd_reading_source_name (source));
        json_builder_set_member_name (builder, "lines");
        add_lines (builder, self->lines[source]);
        json_builder_set_member_name (builder, "particulars");
        add_particulars (builder, self->particulars[source]);
        json_builder_end_object (builder);
      }
  json_builder_end_array (builder);
}

/**
 * pd_reading_to_json:
 * @self: a settled reading
 *
 * The form that `piaodanctl invoice read --json` prints and the reader's process answers: what was chosen, what
 * the signatures are worth, and under "evidence" all that each source said. Amounts are decimal texts in yuan; a rate is as it is printed, "13%".
 *
 * Returns: (transfer full): an object
 */
JsonNode *
pd_reading_to_json (const PdReading *self)
{
  static const PdReadingField head[] = { PD_READING_KIND,   PD_READING_TITLE,      PD_READING_CODE,
                                         PD_READING_NUMBER, PD_READING_ISSUE_DATE, PD_READING_CHECK_CODE };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "file", self->file);
  add_text (builder, "format", self->format);
  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    add_text (builder, pd_reading_fields[head[i]].name, pd_reading_get (self, head[i]));
  add_party (builder, self, "seller", PD_READING_SELLER_NAME);
  add_party (builder, self, "buyer", PD_READING_BUYER_NAME);
  json_builder_set_member_name (builder, "lines");
  add_lines (builder, pd_reading_get_lines (self));
  for (guint field = PD_READING_AMOUNT; field < PD_READING_N_FIELDS; field++)
    add_text (builder, pd_reading_fields[field].name, pd_reading_get (self, field));
  json_builder_set_member_name (builder, "particulars");
  add_particulars (builder, pd_reading_get_particulars (self));
  add_warnings (builder, self->warnings);
  add_text (builder, "signature", pd_signature_verdict_name (pd_signatures_verdict (self->signatures)));
  json_builder_set_member_name (builder, "signatures");
  json_builder_add_value (builder, pd_signatures_to_json (self->signatures));

  json_builder_set_member_name (builder, "evidence");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, PD_READING_JSON_VERSION);
  add_evidence_values (builder, self);
  add_evidence_lists (builder, self);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static guint
get_count (JsonObject *object, const char *name, guint most)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, name);
  gint64 value = 0;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    value = json_node_get_int (node);
  return (guint) CLAMP (value, 0, (gint64) most);
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_object (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint
array_length (JsonArray *array)
{
  return array == NULL ? 0 : json_array_get_length (array);
}

static int
find_field (const char *name)
{
  for (int i = 0; name != NULL && i < PD_READING_N_FIELDS; i++)
    if (g_str_equal (pd_reading_fields[i].name, name))
      return i;
  return -1;
}

static int
find_source (const char *name)
{
  for (int i = 0; name != NULL && i < PD_READING_N_SOURCES; i++)
    if (g_str_equal (pd_reading_source_name (i), name))
      return i;
  return -1;
}

static void
take_list (PdReading *self, JsonObject *list)
{
  JsonArray *lines = get_array (list, "lines");
  JsonArray *particulars = get_array (list, "particulars");
  int source = find_source (get_text (list, "source"));

  if (source < 0)
    return;
  for (guint i = 0; i < array_length (lines); i++)
    {
      PdReadingLine *line = pd_reading_add_line (self, source);

      for (guint field = 0; line != NULL && field < PD_READING_LINE_N_FIELDS; field++)
        pd_reading_set_line (self, line, field,
                             get_text (get_object (lines, i), pd_reading_line_fields[field].name));
    }
  for (guint i = 0; i < array_length (particulars); i++)
    {
      JsonObject *particular = get_object (particulars, i);
      const char *name = get_text (particular, "name");

      if (name != NULL)
        pd_reading_add_particular (self, source, get_count (particular, "group", PD_READING_MAX_PARTICULARS),
                                   name, get_text (particular, "text"));
    }
}

/* A warning keeps its word only when it is one of ours: the words are static. */
static void
take_warnings (PdReading *self, JsonArray *warnings)
{
  for (guint i = 0; i < array_length (warnings); i++)
    {
      JsonObject *warning = get_object (warnings, i);
      const char *sentence = get_text (warning, "text");
      const char *code = get_text (warning, "code");

      if (sentence != NULL && code != NULL && strlen (code) <= 32)
        pd_reading_warn (self, g_intern_string (code), find_field (get_text (warning, "field")),
                         (int) get_count (warning, "line", PD_READING_MAX_LINES) - 1, "%.*s",
                         PD_READING_MAX_TEXT, sentence);
    }
}

/**
 * pd_reading_from_json:
 * @node: what pd_reading_to_json() gave, from a process that read hostile bytes and is not trusted itself
 * @error: return location for an error
 *
 * Takes every value up again as if it had just been read: what is not of its field's kind is left out, and the checks
 * are made anew.
 *
 * Returns: (transfer full) (nullable): a settled reading
 */
PdReading *
pd_reading_from_json (JsonNode *node, GError **error)
{
  JsonObject *root = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *evidence_node = root == NULL ? NULL : json_object_get_member (root, "evidence");
  JsonObject *evidence = evidence_node != NULL && JSON_NODE_HOLDS_OBJECT (evidence_node)
                             ? json_node_get_object (evidence_node)
                             : NULL;
  JsonArray *values = get_array (evidence, "values");
  JsonArray *lists = get_array (evidence, "lists");
  const char *file = get_text (root, "file");
  const char *format = get_text (root, "format");
  GPtrArray *signatures =
      root == NULL ? NULL : pd_signatures_from_json (json_object_get_member (root, "signatures"));
  g_autoptr (PdReading) self = NULL;

  if (file == NULL || format == NULL || values == NULL || lists == NULL || signatures == NULL ||
      get_count (evidence, "version", G_MAXINT) != PD_READING_JSON_VERSION)
    {
      g_clear_pointer (&signatures, g_ptr_array_unref);
      g_set_error_literal (
          error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
          _ ("What the reader's process answered cannot be understood. The file itself is safe."));
      return NULL;
    }

  self = pd_reading_new (file, format);
  pd_reading_take_signatures (self, signatures);
  for (guint i = 0; i < array_length (values); i++)
    {
      JsonObject *value = get_object (values, i);
      int field = find_field (get_text (value, "field"));
      int source = find_source (get_text (value, "source"));

      if (field >= 0 && source >= 0)
        pd_reading_offer (self, field, source, get_count (value, "confidence", 100),
                          get_text (value, "text"));
    }
  for (guint i = 0; i < array_length (lists); i++)
    take_list (self, get_object (lists, i));
  take_warnings (self, get_array (root, "warnings"));
  pd_reading_settle (self);
  return g_steal_pointer (&self);
}
