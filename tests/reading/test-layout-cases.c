/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-read-private.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <string.h>

#include "layout-corrections.h"

/* The lines of the text the other program had are those of the layout; names and dates were replaced anew in each. */
/* Text layers of real invoices beside what another program read in them (names, numbers and amounts replaced, so that
 * sums do not add up). Each line has a place of its own, its signs have none. */

typedef struct
{
  guint agreed, more, corrected, wrong;
} Count;

static PdReading *
read_case (JsonObject *layout, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  JsonArray *pages = json_object_get_array_member (layout, "pages");
  g_autoptr (GPtrArray) read = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_text_page_free);
  PdReading *reading = pd_reading_new ("case", "pdf");
  JsonArray *first = json_object_get_array_member (json_array_get_object_element (pages, 0), "lines");
  gboolean parallel = g_strv_length (lines) <= json_array_get_length (first) + 1;
  guint line = 0;

  for (guint i = 0; i < json_array_get_length (pages); i++)
    {
      JsonObject *object = json_array_get_object_element (pages, i);
      JsonArray *placed = json_object_get_array_member (object, "lines");
      double height = json_object_get_double_member (object, "height_pt");
      PdTextPage *page = pd_text_page_new (json_object_get_double_member (object, "width_pt"), height);

      for (guint j = 0; j < json_array_get_length (placed) && lines[line] != NULL; j++, line++)
        {
          JsonObject *run = json_array_get_object_element (placed, j);
          JsonArray *box = json_object_get_array_member (run, "bbox");
          const char *own = json_object_get_string_member (run, "text");

          pd_text_page_add (page, json_array_get_double_element (box, 0),
                            height - json_array_get_double_element (box, 3),
                            json_array_get_double_element (box, 2),
                            height - json_array_get_double_element (box, 1),
                            parallel ? g_strchomp (lines[line]) : own);
        }
      g_ptr_array_add (read, page);
    }
  pd_read_text_pages (reading, read, PD_READING_SOURCE_TEXT);
  pd_reading_settle (reading);
  return reading;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static const Correction *
find_correction (const char *id, const char *field)
{
  const Correction *general = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (corrections); i++)
    {
      if (!g_str_equal (corrections[i].field, field))
        continue;
      if (corrections[i].id == NULL)
        general = &corrections[i];
      else if (g_str_has_prefix (id, corrections[i].id))
        return &corrections[i];
    }
  return general;
}

/* The other program folds brackets and colons. */
static gboolean
same (const char *ours, const char *theirs)
{
  g_autofree char *a = ours != NULL ? g_utf8_normalize (ours, -1, G_NORMALIZE_ALL) : NULL;
  g_autofree char *b = theirs != NULL ? g_utf8_normalize (theirs, -1, G_NORMALIZE_ALL) : NULL;

  return g_strcmp0 (a, b) == 0;
}

static void
compare (Count *count, const char *id, const char *field, const char *ours, const char *theirs)
{
  const Correction *correction = find_correction (id, field);

  if (same (ours, theirs))
    count->agreed++;
  else if (correction != NULL && same (ours, correction->ours))
    count->corrected++;
  else if (correction == NULL && theirs == NULL)
    count->more++;
  else
    {
      count->wrong++;
      g_test_message ("%s %s: ours “%s”, theirs “%s”", id, field, ours, theirs);
    }
}

static const char *
their_kind (const char *kind)
{
  static const struct
  {
    const char *theirs, *ours;
  } kinds[] = {
    { "digital_general", "digital_ordinary" },
    { "digital_special", "digital_special" },
    { "rail_12306", "rail" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kind, kinds[i].theirs) == 0)
      return kinds[i].ours;
  return kind;
}

static void
compare_lines (Count *count, const char *id, const PdReading *reading, JsonArray *items)
{
  static const struct
  {
    const char *name;
    PdReadingLineField field;
  } fields[] = {
    { "name", PD_READING_LINE_NAME },        { "spec", PD_READING_LINE_SPEC },
    { "unit", PD_READING_LINE_UNIT },        { "quantity", PD_READING_LINE_QUANTITY },
    { "unit_price", PD_READING_LINE_PRICE }, { "amount", PD_READING_LINE_AMOUNT },
    { "tax_rate", PD_READING_LINE_RATE },    { "tax_amount", PD_READING_LINE_TAX },
  };
  GPtrArray *lines = pd_reading_get_lines (reading);
  guint n_items = items != NULL ? json_array_get_length (items) : 0;
  g_autofree char *ours = g_strdup_printf ("%u", lines->len);
  g_autofree char *theirs = g_strdup_printf ("%u", n_items);

  compare (count, id, "lines", ours, theirs);
  for (guint i = 0; i < lines->len; i++)
    for (gsize f = 0; f < G_N_ELEMENTS (fields); f++)
      {
        const PdReadingLine *line = lines->pdata[i];
        JsonObject *item = i < n_items ? json_array_get_object_element (items, i) : NULL;
        g_autofree char *field = g_strdup_printf ("%u.%s", i + 1, fields[f].name);
        g_autoptr (PdReading) canonical = pd_reading_new ("", "pdf");
        PdReadingLine *other = pd_reading_add_line (canonical, PD_READING_SOURCE_TEXT);

        pd_reading_set_line (canonical, other, fields[f].field, get_text (item, fields[f].name));
        compare (count, id, field, line->values[fields[f].field], other->values[fields[f].field]);
      }
}

static void
compare_case (Count *count, JsonObject *object)
{
  static const struct
  {
    const char *party, *name;
    PdReadingField field;
  } fields[] = {
    { NULL, "invoice_number", PD_READING_NUMBER },
    { NULL, "issue_date", PD_READING_ISSUE_DATE },
    { "seller", "name", PD_READING_SELLER_NAME },
    { "seller", "tax_id", PD_READING_SELLER_TAX_NUMBER },
    { "buyer", "name", PD_READING_BUYER_NAME },
    { "buyer", "tax_id", PD_READING_BUYER_TAX_NUMBER },
    { NULL, "amount_without_tax", PD_READING_AMOUNT },
    { NULL, "tax_amount", PD_READING_TAX },
    { NULL, "amount_with_tax", PD_READING_TOTAL },
    { NULL, "amount_in_words", PD_READING_WORDS },
    { NULL, "remark", PD_READING_REMARK },
  };
  const char *id = get_text (object, "id");
  JsonObject *rule = json_object_get_object_member (object, "rule");
  JsonObject *expected = json_object_get_object_member (rule, "expected");
  JsonNode *node = json_object_get_member (expected, "data");
  JsonObject *data = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (PdReading) reading =
      read_case (json_object_get_object_member (object, "visual"), get_text (rule, "text"));

  compare (count, id, "kind", pd_reading_get (reading, PD_READING_KIND),
           their_kind (get_text (data, "invoice_type")));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      JsonObject *holder = fields[i].party != NULL && data != NULL
                               ? json_object_get_object_member (data, fields[i].party)
                               : data;
      g_autofree char *name = fields[i].party != NULL
                                  ? g_strdup_printf ("%s.%s", fields[i].party, fields[i].name)
                                  : g_strdup (fields[i].name);

      compare (count, id, name, pd_reading_get (reading, fields[i].field), get_text (holder, fields[i].name));
    }
  compare_lines (count, id, reading, data != NULL ? json_object_get_array_member (data, "items") : NULL);
}

/* What a recognition service read in the picture of the same page: its figures were not replaced. */
static JsonObject *
find_service (JsonObject *object)
{
  JsonObject *response = json_object_get_object_member (
      json_object_get_object_member (json_object_get_object_member (object, "tencent"), "response"),
      "Response");
  JsonObject *item =
      json_array_get_object_element (json_object_get_array_member (response, "MixedInvoiceItems"), 0);
  JsonObject *infos = json_object_get_object_member (item, "SingleInvoiceInfos");
  g_autoptr (GList) names = json_object_get_members (infos);

  for (GList *at = names; at != NULL; at = at->next)
    {
      JsonNode *info = json_object_get_member (infos, at->data);

      if (JSON_NODE_HOLDS_OBJECT (info))
        return json_node_get_object (info);
    }
  return NULL;
}

static char *
bare (const char *text)
{
  g_autofree char *folded = text != NULL ? g_utf8_normalize (text, -1, G_NORMALIZE_ALL) : NULL;
  g_auto (GStrv) parts = folded != NULL ? g_strsplit_set (folded, " \n,", -1) : NULL;

  return parts != NULL ? g_strjoinv ("", parts) : NULL;
}

static void
compare_service_lines (Count *count, const char *id, const PdReading *reading, JsonArray *items)
{
  static const struct
  {
    const char *name;
    PdReadingLineField field;
  } fields[] = {
    { "Name", PD_READING_LINE_NAME },    { "Specification", PD_READING_LINE_SPEC },
    { "Unit", PD_READING_LINE_UNIT },    { "Quantity", PD_READING_LINE_QUANTITY },
    { "Price", PD_READING_LINE_PRICE },  { "Total", PD_READING_LINE_AMOUNT },
    { "TaxRate", PD_READING_LINE_RATE }, { "Tax", PD_READING_LINE_TAX },
  };
  GPtrArray *lines = pd_reading_get_lines (reading);
  g_autofree char *ours = g_strdup_printf ("%u", lines->len);
  g_autofree char *theirs = g_strdup_printf ("%u", json_array_get_length (items));

  compare (count, id, "service lines", ours, theirs);
  for (guint i = 0; i < MIN (lines->len, json_array_get_length (items)); i++)
    for (gsize f = 0; f < G_N_ELEMENTS (fields); f++)
      {
        const PdReadingLine *line = lines->pdata[i];
        JsonObject *item = json_array_get_object_element (items, i);
        const char *text = get_text (item, fields[f].name);
        g_autofree char *field = g_strdup_printf ("service %u.%s", i + 1, fields[f].name);
        g_autoptr (PdReading) canonical = pd_reading_new ("", "pdf");
        PdReadingLine *other = pd_reading_add_line (canonical, PD_READING_SOURCE_TEXT);
        g_autofree char *a = NULL;
        g_autofree char *b = NULL;

        pd_reading_set_line (canonical, other, fields[f].field, text != NULL && *text != '\0' ? text : NULL);
        a = bare (line->values[fields[f].field]);
        b = bare (other->values[fields[f].field]);
        compare (count, id, field, a, b);
      }
}

static void
compare_service (Count *count, JsonObject *object)
{
  static const struct
  {
    const char *name;
    PdReadingField field;
  } fields[] = {
    { "Issuer", PD_READING_DRAWER },
    { "Receiptor", PD_READING_PAYEE },
    { "Reviewer", PD_READING_REVIEWER },
    { "MachineCode", PD_READING_MACHINE_NUMBER },
  };
  const char *id = get_text (object, "id");
  JsonObject *service = find_service (object);
  JsonObject *rule = json_object_get_object_member (object, "rule");
  g_autoptr (PdReading) reading =
      read_case (json_object_get_object_member (object, "visual"), get_text (rule, "text"));

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = get_text (service, fields[i].name);
      g_autofree char *field = g_strdup_printf ("service %s", fields[i].name);

      if (text != NULL && *text != '\0')
        compare (count, id, field, pd_reading_get (reading, fields[i].field), text);
    }
  if (json_object_has_member (service, "VatElectronicItems"))
    compare_service_lines (count, id, reading, json_object_get_array_member (service, "VatElectronicItems"));
  else if (json_object_has_member (service, "VatInvoiceItemInfos"))
    compare_service_lines (count, id, reading, json_object_get_array_member (service, "VatInvoiceItemInfos"));
}

/* The itineraries of the cases have no layout, but the facts of the XBRL that was inside them. */
static void
compare_itinerary (Count *count, JsonObject *object)
{
  static const struct
  {
    const char *party, *name;
    PdReadingField field;
  } fields[] = {
    { NULL, "invoice_number", PD_READING_NUMBER }, { "seller", "name", PD_READING_SELLER_NAME },
    { "buyer", "name", PD_READING_BUYER_NAME },    { "buyer", "tax_id", PD_READING_BUYER_TAX_NUMBER },
    { NULL, "tax_amount", PD_READING_TAX },        { NULL, "amount_with_tax", PD_READING_TOTAL },
  };
  JsonObject *rule = json_object_get_object_member (object, "rule");
  JsonObject *data = json_object_get_object_member (json_object_get_object_member (rule, "expected"), "data");
  JsonObject *facts = json_object_get_object_member (rule, "fields");
  g_autoptr (GList) names = json_object_get_members (facts);
  g_autoptr (GString) xml =
      g_string_new ("<xbrl xmlns:atr=\"http://xbrl.mof.gov.cn/taxonomy/2023-12-31/atr\">");
  g_autoptr (PdReading) reading = pd_reading_new ("case", "xml");
  g_autoptr (GBytes) bytes = NULL;

  for (GList *at = names; at != NULL; at = at->next)
    {
      const char *name = at->data;
      g_autofree char *text = g_markup_escape_text (get_text (facts, name), -1);

      if (g_ascii_isupper (*name) && !g_str_has_suffix (name, "Tuple"))
        g_string_append_printf (xml, "<atr:%s>%s</atr:%s>", name, text, name);
    }
  g_string_append (xml, "</xbrl>");
  bytes = g_bytes_new (xml->str, xml->len);
  g_assert_true (pd_read_xml (reading, bytes, NULL, NULL));
  pd_reading_settle (reading);
  compare (count, get_text (object, "id"), "kind", pd_reading_get (reading, PD_READING_KIND), "air");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      JsonObject *holder =
          fields[i].party != NULL ? json_object_get_object_member (data, fields[i].party) : data;
      g_autofree char *name = fields[i].party != NULL
                                  ? g_strdup_printf ("%s.%s", fields[i].party, fields[i].name)
                                  : g_strdup (fields[i].name);

      compare (count, get_text (object, "id"), name, pd_reading_get (reading, fields[i].field),
               get_text (holder, fields[i].name));
    }
}

static void
test_cases (void)
{
  const char *folder = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *path =
      folder != NULL ? g_build_filename (folder, "text", "layout-cases.json", NULL) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases;
  Count count = { 0 };
  Count service = { 0 };
  guint n_cases = 0;

  if (path == NULL || !json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("no samples here");
      return;
    }
  cases = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);

      if (!json_object_has_member (json_object_get_object_member (object, "visual"), "pages"))
        {
          compare_itinerary (&count, object);
          n_cases++;
          continue;
        }
      compare_case (&count, object);
      compare_service (&service, object);
      n_cases++;
    }
  g_test_message ("%u cases: %u values agree, %u the other has not, %u the other has wrong, %u unexplained",
                  n_cases, count.agreed, count.more, count.corrected, count.wrong);
  g_test_message ("against the service: %u values agree, %u it has not, %u it has wrong, %u unexplained",
                  service.agreed, service.more, service.corrected, service.wrong);
  g_assert_cmpuint (count.wrong + service.wrong, ==, 0);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout-cases/other-program", test_cases);
  return g_test_run ();
}
