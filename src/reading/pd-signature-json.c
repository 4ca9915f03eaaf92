/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-signature-json.h"

#include <string.h>

/* What a process that is not trusted may say; no certificate has a longer name. */
#define MAX_SIGNATURES 50
#define MAX_NAME 300
#define MAX_SENTENCE 2000
#define MAX_CERTIFICATE 20000

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text != NULL ? text : "");
}

static void
add_certificate (JsonBuilder *builder, GBytes *certificate)
{
  gsize size = 0;
  const guchar *data = certificate != NULL ? g_bytes_get_data (certificate, &size) : NULL;
  g_autofree char *text = data != NULL && size <= MAX_CERTIFICATE ? g_base64_encode (data, size) : NULL;

  add_text (builder, "certificate", text);
}

static char *
time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = time != 0 ? g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC) : NULL;

  return utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/*< private >
 * pd_signatures_to_json:
 * @signatures: (element-type PdSignature): all of a file
 *
 * Returns: (transfer full): an array of {"state", "owner", "issuer", "certificate", "time", "detail", "sentence"}; the certificate
 *   is DER in base 64, the time in UTC and ISO 8601
 */
JsonNode *
pd_signatures_to_json (GPtrArray *signatures)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < signatures->len; i++)
    {
      const PdSignature *signature = signatures->pdata[i];
      g_autofree char *time = time_text (signature->signed_at);
      g_autofree char *sentence = pd_signature_sentence (signature);

      json_builder_begin_object (builder);
      add_text (builder, "state", pd_signature_verdict_name (signature->verdict));
      add_text (builder, "owner", signature->signer);
      add_text (builder, "issuer", signature->issuer);
      add_certificate (builder, signature->certificate);
      add_text (builder, "time", time);
      add_text (builder, "detail", signature->what);
      add_text (builder, "sentence", sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

/* (transfer full) (nullable) */
static char *
take_text (JsonObject *object, const char *name, glong most)
{
  const char *text = get_text (object, name);

  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return NULL;
  return g_utf8_strlen (text, -1) > most ? g_utf8_substring (text, 0, most) : g_strdup (text);
}

/* (transfer full) (nullable) */
static GBytes *
take_certificate (JsonObject *object)
{
  const char *text = get_text (object, "certificate");
  gsize size = 0;
  guchar *data;

  if (*text == '\0' || strlen (text) > MAX_CERTIFICATE * 4 / 3 + 4)
    return NULL;
  data = g_base64_decode (text, &size);
  return g_bytes_new_take (data, size);
}

static PdSignature *
take_signature (JsonObject *object)
{
  const char *state = get_text (object, "state");
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (get_text (object, "time"), NULL);
  guint verdict = PD_SIGNATURE_VALID;
  PdSignature *signature;

  while (verdict < PD_SIGNATURE_N_VERDICTS && !g_str_equal (pd_signature_verdict_name (verdict), state))
    verdict++;
  if (verdict == PD_SIGNATURE_N_VERDICTS)
    return NULL;
  signature = g_new0 (PdSignature, 1);
  signature->verdict = verdict;
  signature->signer = take_text (object, "owner", MAX_NAME);
  signature->issuer = take_text (object, "issuer", MAX_NAME);
  signature->certificate = take_certificate (object);
  signature->what = take_text (object, "detail", MAX_SENTENCE);
  signature->signed_at = time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
  return signature;
}

/*< private >
 * pd_signatures_from_json:
 * @node: (nullable): what pd_signatures_to_json() gave, from a process that is not trusted
 *
 * Returns: (transfer full) (nullable) (element-type PdSignature): the signatures, their sentences made anew; %NULL when
 *   it is not what signatures look like: a signature is never left out
 */
GPtrArray *
pd_signatures_from_json (JsonNode *node)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_signature_free);

  if (array == NULL || json_array_get_length (array) > MAX_SIGNATURES)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      PdSignature *signature =
          JSON_NODE_HOLDS_OBJECT (element) ? take_signature (json_node_get_object (element)) : NULL;

      if (signature == NULL)
        return NULL;
      g_ptr_array_add (signatures, signature);
    }
  return g_steal_pointer (&signatures);
}
