/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/pd-wire.h"

#include <string.h>

typedef struct
{
  const char *text;
  int error; /* -1: taken */
} Case;

static const Case cases[] = {
  { "{}", -1 },
  { " [ ] ", -1 },
  { "null", -1 },
  { "-0", -1 },
  { "1.5e+3", -1 },
  { "\"\\ud83d\\ude00\\u00e9\\/\\b\\f\\n\\r\\t\"", -1 },
  { "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", -1 },
  { "[true,false,null,0,-1,\"\"]", -1 },
  /* Not JSON, whatever json-glib thinks of it */
  { "", PD_WIRE_ERROR_SYNTAX },
  { "   ", PD_WIRE_ERROR_SYNTAX },
  { "{}{}", PD_WIRE_ERROR_SYNTAX },
  { "{} x", PD_WIRE_ERROR_SYNTAX },
  { "{}]", PD_WIRE_ERROR_SYNTAX },
  { "[1,]", PD_WIRE_ERROR_SYNTAX },
  { "[,1]", PD_WIRE_ERROR_SYNTAX },
  { "[1 2]", PD_WIRE_ERROR_SYNTAX },
  { "{\"a\":1,}", PD_WIRE_ERROR_SYNTAX },
  { "{\"a\" 1}", PD_WIRE_ERROR_SYNTAX },
  { "{\"a\":}", PD_WIRE_ERROR_SYNTAX },
  { "{a:1}", PD_WIRE_ERROR_SYNTAX },
  { "{'a':1}", PD_WIRE_ERROR_SYNTAX },
  { "{1:1}", PD_WIRE_ERROR_SYNTAX },
  { "{\"\":1}", PD_WIRE_ERROR_SYNTAX },
  { "{\"\\u0061\":1}", PD_WIRE_ERROR_SYNTAX },
  { "{\"a\":1,\"a\":2}", PD_WIRE_ERROR_SYNTAX },
  { "{\"a\":{\"b\":1,\"b\":1}}", PD_WIRE_ERROR_SYNTAX },
  { "/* a */ {}", PD_WIRE_ERROR_SYNTAX },
  { "{} // a", PD_WIRE_ERROR_SYNTAX },
  { "# a\n{}", PD_WIRE_ERROR_SYNTAX },
  { "var a = {};", PD_WIRE_ERROR_SYNTAX },
  { "True", PD_WIRE_ERROR_SYNTAX },
  { "nul", PD_WIRE_ERROR_SYNTAX },
  { "nulll", PD_WIRE_ERROR_SYNTAX },
  { "NaN", PD_WIRE_ERROR_SYNTAX },
  { "Infinity", PD_WIRE_ERROR_SYNTAX },
  { "+1", PD_WIRE_ERROR_SYNTAX },
  { "01", PD_WIRE_ERROR_SYNTAX },
  { "0x10", PD_WIRE_ERROR_SYNTAX },
  { "1.", PD_WIRE_ERROR_SYNTAX },
  { ".5", PD_WIRE_ERROR_SYNTAX },
  { "-", PD_WIRE_ERROR_SYNTAX },
  { "1e", PD_WIRE_ERROR_SYNTAX },
  { "1e+", PD_WIRE_ERROR_SYNTAX },
  { "--1", PD_WIRE_ERROR_SYNTAX },
  { "\"", PD_WIRE_ERROR_SYNTAX },
  { "\"a", PD_WIRE_ERROR_SYNTAX },
  { "\"a\\", PD_WIRE_ERROR_SYNTAX },
  { "\"\\x\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\u12\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\u00zz\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\u0000\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\uffff\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\ud83d\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\ud83dx\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\ud83d\\u0061\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\\ude00\"", PD_WIRE_ERROR_SYNTAX },
  { "\"a\nb\"", PD_WIRE_ERROR_SYNTAX },
  { "\"a\x01\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\xef\xbf\xbf\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\xff\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\xc0\x80\"", PD_WIRE_ERROR_SYNTAX },
  { "\"\xed\xa0\x80\"", PD_WIRE_ERROR_SYNTAX },
  { "\xef\xbb\xbf{}", PD_WIRE_ERROR_SYNTAX },
};

static void
test_syntax (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWireDocument) node = pd_wire_parse (cases[i].text, -1, &error);

      g_test_message ("%u: %s", i, g_utf8_validate (cases[i].text, -1, NULL) ? cases[i].text : "(not UTF-8)");
      if (cases[i].error < 0)
        {
          g_assert_no_error (error);
          g_assert_nonnull (node);
          continue;
        }
      g_assert_null (node);
      g_assert_error (error, PD_WIRE_ERROR, cases[i].error);
    }
}

static void
test_nul (void)
{
  static const char *const texts[] = { "{}\0", "{\0}", "\"a\0b\"", "\0" };
  static const gssize lengths[] = { 3, 3, 5, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_wire_parse (texts[i], lengths[i], &error));
      g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX);
    }
}

/* The body of an answer that has none. */
static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_wire_parse (NULL, 0, &error));
  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX);
}

static char *
repeat (const char *piece, guint n, const char *middle, const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  g_string_append (text, middle);
  for (guint i = 0; i < n && close != NULL; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
assert_limit (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_wire_parse (text, -1, &error));
  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT);
}

/* Nothing goes deep enough to use the stack up, whatever hides the brackets from a simpler count. */
static void
test_depth (void)
{
  g_autofree char *deepest = repeat ("[", PD_WIRE_MAX_DEPTH, "", "]");
  g_autofree char *too_deep = repeat ("[", PD_WIRE_MAX_DEPTH + 1, "", "]");
  g_autofree char *objects = repeat ("{\"a\":", PD_WIRE_MAX_DEPTH + 1, "1", "}");
  g_autofree char *endless = repeat ("[", 1000000, "", NULL), *hidden = g_strconcat ("/*\"*/", endless, NULL);
  g_autoptr (PdWireDocument) node = pd_wire_parse (deepest, -1, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (node);
  assert_limit (too_deep);
  assert_limit (objects);
  assert_limit (endless);
  g_assert_null (pd_wire_parse (hidden, -1, &error));
  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX);
}

static void
test_size (void)
{
  g_autofree char *large = g_strnfill (PD_WIRE_MAX_BYTES + 1, ' ');
  g_autofree char *long_number = g_strnfill (401, '1');
  g_autofree char *name = g_strnfill (129, 'a'), *long_name = g_strdup_printf ("{\"%s\":1}", name);
  g_autoptr (GString) members = g_string_new ("{\"a\":1");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (members, ",\"a%u\":1", i);
  g_string_append_c (members, '}');
  assert_limit (large);
  assert_limit (long_number);
  assert_limit (long_name);
  assert_limit (members->str);
}

/* What is written back is what came, byte for byte; only texts have one form. */
static void
test_node_to_text (void)
{
  static const char *const same[] = {
    "null",
    "true",
    "[]",
    "{}",
    "\"票\\u0001\\\"\\\\/\x7f\"",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "123456789012345678901234567890",
    "0.1",
    "1.10",
    "-0",
    "-0.0",
    "1e5",
    "1E+400",
    "3.14159265358979323846264338327950288",
    "{\"z\":1,\"a\":[1.50,{\"b\":null}],\"m\":\"x\"}",
    "[1.1,2,\"1.1\",3.30,false]",
  };
  static const char *const other[][2] = {
    { " { \"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2]}" },
    { "\"\\u00e9\\/\"", "\"é/\"" },
    { "\"\\t\"", "\"\\u0009\"" },
    { "\"\\ud83d\\ude00\"", "\"😀\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same) + G_N_ELEMENTS (other); i++)
    {
      const char *from = i < G_N_ELEMENTS (same) ? same[i] : other[i - G_N_ELEMENTS (same)][0];
      const char *to = i < G_N_ELEMENTS (same) ? same[i] : other[i - G_N_ELEMENTS (same)][1];
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWireDocument) node = pd_wire_parse (from, -1, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = pd_wire_value_to_text (pd_wire_document_root (node));
      g_assert_cmpstr (text, ==, to);
    }
}

static void
test_write_string (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (PdWireDocument) node = NULL;

  pd_wire_write_string (out, "a\"\\\n\x1f\x7f票，\xef\xbf\xbfz");
  g_assert_cmpstr (out->str, ==, "\"a\\\"\\\\\\u000a\\u001f\x7f票，\xef\xbf\xbdz\"");
  node = pd_wire_parse (out->str, -1, NULL);
  g_assert_nonnull (node);
  g_string_truncate (out, 0);
  pd_wire_write_string (out, "");
  g_assert_cmpstr (out->str, ==, "\"\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/syntax/cases", test_syntax);
  g_test_add_func ("/wire/syntax/nul", test_nul);
  g_test_add_func ("/wire/syntax/nothing", test_nothing);
  g_test_add_func ("/wire/syntax/depth", test_depth);
  g_test_add_func ("/wire/syntax/size", test_size);
  g_test_add_func ("/wire/syntax/node-to-text", test_node_to_text);
  g_test_add_func ("/wire/syntax/write-string", test_write_string);
  return g_test_run ();
}
