/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

/* When nothing else is said a kind of fault comes before the provider takes the request, or after. */
typedef enum
{
  EITHER_BEFORE, /* both are possible; before when nothing is said */
  ALWAYS_BEFORE,
  ALWAYS_AFTER,
} When;

static const struct
{
  const char *kind;
  When when;
} kinds[] = {
  { "drop", EITHER_BEFORE },       { "reset", EITHER_BEFORE },     { "late", ALWAYS_BEFORE },
  { "delay", ALWAYS_AFTER },       { "html", EITHER_BEFORE },      { "redirect", EITHER_BEFORE },
  { "code", EITHER_BEFORE },       { "truncate", ALWAYS_AFTER },   { "cut-json", ALWAYS_AFTER },
  { "slow", ALWAYS_AFTER },        { "empty", ALWAYS_AFTER },      { "null", ALWAYS_AFTER },
  { "strings", ALWAYS_AFTER },     { "numbers", ALWAYS_AFTER },    { "code-0000", ALWAYS_AFTER },
  { "code-number", ALWAYS_AFTER }, { "wrong-type", ALWAYS_AFTER }, { "not-found", ALWAYS_BEFORE },
  { "not-pdf", ALWAYS_AFTER },     { "twice", ALWAYS_AFTER },
};

static const char page[] =
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
    "</center></body></html>\n";

void
nuonuo_fault_free (NuonuoFault *fault)
{
  g_free (fault->call);
  g_free (fault->order);
  g_free (fault->kind);
  g_free (fault->code);
  g_free (fault->describe);
  g_free (fault->location);
  g_free (fault);
}

static gboolean
read_when (NuonuoFault *fault, const char *when, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gboolean after = *when != '\0' ? g_str_equal (when, "after") : kinds[i].when == ALWAYS_AFTER;

      if (!g_str_equal (kinds[i].kind, fault->kind))
        continue;
      if ((*when != '\0' && !after && !g_str_equal (when, "before")) ||
          (kinds[i].when == ALWAYS_BEFORE && after) || (kinds[i].when == ALWAYS_AFTER && !after))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s cannot be %s", fault->kind, when);
          return FALSE;
        }
      fault->after = after;
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no such fault: %s", fault->kind);
  return FALSE;
}

static char *
text_or (JsonObject *object, const char *name, const char *otherwise)
{
  return g_strdup (nuonuo_has (object, name) ? nuonuo_param (object, name) : otherwise);
}

gboolean
nuonuo_fault_add (NuonuoDouble *self, JsonObject *object, gint64 *id, GError **error)
{
  NuonuoFault *fault = g_new0 (NuonuoFault, 1);
  const char *kind = nuonuo_param (object, "kind");
  g_autofree char *moved = g_strconcat (self->base_url, "/moved", NULL);

  *fault = (NuonuoFault){
    .id = ++self->last_fault,
    .call = text_or (object, "call", NULL),
    .order = text_or (object, "orderNo", NULL),
    .kind = g_strdup (kind),
    .skip = nuonuo_param_integer (object, "skip", 0),
    .times = nuonuo_param_integer (object, "times", 1),
    .ms = nuonuo_param_integer (object, "ms", 1000),
    .bytes = nuonuo_param_integer (object, "bytes", 20),
    .status = nuonuo_param_integer (object, "status", g_str_equal (kind, "redirect") ? 302 : 502),
    .code = text_or (object, "code", "E9999"),
    .describe = text_or (object, "describe", "系统异常"),
    .location = text_or (object, "location", moved),
  };
  if (!read_when (fault, nuonuo_param (object, "when"), error))
    {
      nuonuo_fault_free (fault);
      return FALSE;
    }
  *id = fault->id;
  g_queue_push_tail (&self->faults, fault);
  return TRUE;
}

void
nuonuo_fault_list (NuonuoDouble *self, JsonObject *object)
{
  JsonArray *array = json_array_new ();

  for (GList *at = self->faults.head; at != NULL; at = at->next)
    {
      const NuonuoFault *fault = at->data;
      JsonObject *row = json_object_new ();

      json_object_set_int_member (row, "id", fault->id);
      nuonuo_put (row, "call", fault->call);
      nuonuo_put (row, "kind", fault->kind);
      nuonuo_put (row, "when", fault->after ? "after" : "before");
      json_object_set_int_member (row, "skip", fault->skip);
      json_object_set_int_member (row, "times", fault->times);
      json_object_set_int_member (row, "hits", fault->hits);
      json_array_add_object_element (array, row);
    }
  json_object_set_array_member (object, "faults", array);
}

/* The first fault that spoils this call. When its "times" is 0 then, it is the caller's to free. */
NuonuoFault *
nuonuo_fault_take (NuonuoDouble *self, const char *call, const char *order)
{
  for (GList *at = self->faults.head; at != NULL; at = at->next)
    {
      NuonuoFault *fault = at->data;
      gboolean is_file =
          g_str_equal (fault->call != NULL ? fault->call : "", "file") && g_str_has_prefix (call, "file.");

      if ((fault->call != NULL && !is_file && !g_str_equal (fault->call, call)) ||
          (fault->order != NULL && !g_str_equal (fault->order, order)))
        continue;
      if (fault->skip > 0)
        {
          fault->skip--;
          continue;
        }
      fault->hits++;
      if (fault->times > 0 && --fault->times == 0)
        g_queue_delete_link (&self->faults, at);
      return fault;
    }
  return NULL;
}

static NuonuoReply *
instead (const NuonuoFault *fault)
{
  NuonuoReply *reply;

  if (g_str_equal (fault->kind, "html"))
    return nuonuo_reply_new ((guint) fault->status, "text/html", page, -1);
  if (g_str_equal (fault->kind, "not-found"))
    return nuonuo_reply_new (404, "text/html", "<html><body><h1>404 Not Found</h1></body></html>", -1);
  if (g_str_equal (fault->kind, "redirect"))
    {
      reply = nuonuo_reply_new ((guint) fault->status, "text/html", "", 0);
      nuonuo_reply_set_header (reply, "Location", fault->location);
      return reply;
    }
  if (g_str_equal (fault->kind, "code"))
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = nuonuo_node (object);
      g_autofree char *text = NULL;

      nuonuo_put (object, g_strcmp0 (fault->call, "accessToken") == 0 ? "error" : "code", fault->code);
      /* Each provider has its own word for it. */
      nuonuo_put (object, "describe", fault->describe);
      nuonuo_put (object, "msg", fault->describe);
      nuonuo_put (object, "error_description", fault->describe);
      text = nuonuo_json_text (node);
      return nuonuo_reply_new (200, "application/json;charset=UTF-8", text, -1);
    }
  reply = nuonuo_reply_new (200, "application/json;charset=UTF-8", "", 0);
  reply->deliver = g_str_equal (fault->kind, "reset") ? NUONUO_DELIVER_RESET : NUONUO_DELIVER_DROP;
  return reply;
}

/* What comes back while the provider took nothing. */
NuonuoReply *
nuonuo_fault_before (const NuonuoFault *fault)
{
  return instead (fault);
}

static JsonNode *
flip (JsonNode *node, gboolean to_strings)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_object_new ();
      g_autoptr (GList) names = json_object_get_members (json_node_get_object (node));

      for (GList *at = names; at != NULL; at = at->next)
        json_object_set_member (object, at->data,
                                flip (json_object_get_member (json_node_get_object (node), at->data),
                                      to_strings));
      return nuonuo_node (object);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_array_new ();
      JsonNode *copy = json_node_new (JSON_NODE_ARRAY);

      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        json_array_add_element (array,
                                flip (json_array_get_element (json_node_get_array (node), i), to_strings));
      json_node_take_array (copy, array);
      return copy;
    }
  if (to_strings && type == G_TYPE_INT64)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      JsonNode *copy = json_node_new (JSON_NODE_VALUE);

      json_node_set_string (copy, text);
      return copy;
    }
  /* Only a number that no reader loses digits of: an invoice's 20 digits stay a string. */
  if (!to_strings && type == G_TYPE_STRING && nuonuo_is_digits (json_node_get_string (node), 1, 15) &&
      (json_node_get_string (node)[0] != '0' || json_node_get_string (node)[1] == '\0'))
    {
      JsonNode *copy = json_node_new (JSON_NODE_VALUE);

      json_node_set_int (copy, g_ascii_strtoll (json_node_get_string (node), NULL, 10));
      return copy;
    }
  return json_node_copy (node);
}

/* Another value of one member of the answer, where it is JSON. */
static void
change (const NuonuoFault *fault, NuonuoReply *reply)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (reply->body, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *changed = NULL;
  JsonObject *object;

  if (length == 0 || !json_parser_load_from_data (parser, text, (gssize) length, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return;
  root = g_str_equal (fault->kind, "strings") || g_str_equal (fault->kind, "numbers")
             ? flip (json_parser_get_root (parser), g_str_equal (fault->kind, "strings"))
             : json_node_copy (json_parser_get_root (parser));
  object = json_node_get_object (root);
  if (g_str_equal (fault->kind, "null") && json_object_has_member (object, "result"))
    json_object_set_null_member (object, "result");
  if (g_str_equal (fault->kind, "code-0000") && g_str_equal (nuonuo_param (object, "code"), "E0000"))
    json_object_set_string_member (object, "code", "0000");
  if (g_str_equal (fault->kind, "code-number") && g_str_equal (nuonuo_param (object, "code"), "E0000"))
    json_object_set_int_member (object, "code", 0);
  changed = nuonuo_json_text (root);
  nuonuo_reply_set_body (reply, changed, -1);
}

/* What becomes of an answer after the provider took the request. Takes @reply. */
NuonuoReply *
nuonuo_fault_after (const NuonuoFault *fault, NuonuoReply *reply)
{
  const char *kind = fault->kind;
  gsize length = g_bytes_get_size (reply->body);
  gsize bytes = (gsize) CLAMP (fault->bytes, 0, (gint64) length);

  if (g_str_equal (kind, "drop") || g_str_equal (kind, "reset") || g_str_equal (kind, "html") ||
      g_str_equal (kind, "redirect") || g_str_equal (kind, "code"))
    {
      nuonuo_reply_free (reply);
      return instead (fault);
    }
  if (g_str_equal (kind, "delay"))
    reply->delay += fault->ms * 1000;
  else if (g_str_equal (kind, "truncate"))
    {
      reply->deliver = NUONUO_DELIVER_TRUNCATE;
      reply->cut = MIN (bytes, length > 0 ? length - 1 : 0);
    }
  else if (g_str_equal (kind, "slow"))
    {
      reply->deliver = NUONUO_DELIVER_SLOW;
      reply->pace = fault->ms * 1000;
    }
  else if (g_str_equal (kind, "cut-json"))
    {
      g_autofree char *start = g_strndup (g_bytes_get_data (reply->body, NULL), bytes);

      nuonuo_reply_set_body (reply, start, -1);
    }
  else if (g_str_equal (kind, "empty"))
    nuonuo_reply_set_body (reply, "", 0);
  else if (g_str_equal (kind, "not-pdf"))
    nuonuo_reply_set_body (reply, page, -1);
  else if (g_str_equal (kind, "wrong-type"))
    nuonuo_reply_set_header (reply, "Content-Type", "text/plain");
  else
    change (fault, reply);
  return reply;
}
