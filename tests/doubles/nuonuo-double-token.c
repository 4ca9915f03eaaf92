/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-doubles"

#include "doubles/nuonuo-double-private.h"

static NuonuoReply *
token_refuse (const char *error, const char *describe)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = nuonuo_node (object);
  g_autofree char *text = NULL;

  nuonuo_put (object, "error", error);
  nuonuo_put (object, "error_description", describe);
  text = nuonuo_json_text (node);
  return nuonuo_reply_new (200, "application/json;charset=UTF-8", text, -1);
}

static NuonuoReply *
token_grant (NuonuoDouble *self, const char *seller, gint64 now)
{
  gint64 life = nuonuo_setting_integer (self, "token_life");
  gint64 count = nuonuo_integer (self, 0, "SELECT count(*) FROM token", "");
  g_autofree char *seed = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, seller, count, now);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  g_autofree char *token = g_strndup (digest, 32);
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = nuonuo_node (object);
  g_autofree char *text = NULL;

  nuonuo_run (self, "INSERT INTO token VALUES (?, ?, ?, ?, ?)", "tttti", token, digest + 32, seller, seller,
              now + life);
  nuonuo_put (object, "access_token", token);
  json_object_set_int_member (object, "expires_in", life / 1000);
  if (*seller != '\0')
    {
      g_autofree char *user = g_strconcat ("{\"userName\":\"", seller, "\",\"registerType\":\"1\"}", NULL);

      nuonuo_put (object, "refresh_token", digest + 32);
      nuonuo_put (object, "userId", seller);
      nuonuo_put (object, "oauthUser", user);
    }
  text = nuonuo_json_text (node);
  return nuonuo_reply_new (200, "application/json;charset=UTF-8", text, -1);
}

/* A code or a refresh token of an ISV; NULL when it is good, with the seller it is for. */
static const char *
token_isv_error (NuonuoDouble *self, GHashTable *form, char **seller)
{
  g_autofree char *code = nuonuo_setting (self, "auth_code");

  if (g_str_equal (nuonuo_form_value (form, "grant_type"), "authorization_code"))
    {
      *seller = g_strdup (nuonuo_form_value (form, "taxNum"));
      if (!g_str_equal (nuonuo_form_value (form, "code"), code) ||
          *nuonuo_form_value (form, "redirect_uri") == '\0' || !nuonuo_know_seller (self, *seller))
        return "070305";
      return NULL;
    }
  *seller = nuonuo_text (self, "SELECT seller FROM token WHERE refresh = ? AND user = ?", "tt",
                         nuonuo_form_value (form, "refresh_token"), nuonuo_form_value (form, "client_id"));
  return *seller != NULL ? NULL : "070305";
}

/* POST /accessToken, form-encoded and not signed. */
NuonuoReply *
nuonuo_token (NuonuoDouble *self, const NuonuoRequest *request, gint64 now)
{
  const char *type = nuonuo_header (request->headers, "Content-Type");
  gsize length = 0;
  const char *data = g_bytes_get_data (request->body, &length);
  g_autofree char *app_key = nuonuo_setting (self, "app_key");
  g_autofree char *app_secret = nuonuo_setting (self, "app_secret");
  g_autofree char *app_type = nuonuo_setting (self, "app_type");
  g_autofree char *seller = NULL;
  g_autoptr (GHashTable) form = NULL;
  const char *grant;

  if (!g_str_equal (request->method, "POST") || type == NULL ||
      g_ascii_strncasecmp (type, "application/x-www-form-urlencoded", 33) != 0 || length > 65536 ||
      (form = g_uri_parse_params (data != NULL ? data : "", (gssize) length, "&", G_URI_PARAMS_WWW_FORM,
                                  NULL)) == NULL)
    return token_refuse ("070304", "请求格式不正确");
  /* Asked for too often: counted whether it is granted or not. */
  if (nuonuo_integer (self, 0, "SELECT count(*) FROM used WHERE what = 'token' AND at > ?", "i",
                      now - nuonuo_setting_integer (self, "token_window")) >=
      nuonuo_setting_integer (self, "token_limit"))
    return token_refuse ("070306", "获取令牌次数超过上限");
  nuonuo_run (self, "INSERT INTO used VALUES ('token', '', ?)", "i", now);
  grant = nuonuo_form_value (form, "grant_type");
  if (!g_str_equal (nuonuo_form_value (form, "client_secret"), app_secret))
    return token_refuse ("070304", "client_secret不正确");
  if (!g_str_equal (grant, "refresh_token") && !g_str_equal (nuonuo_form_value (form, "client_id"), app_key))
    return token_refuse ("070304", "client_id不正确");
  if (g_str_equal (app_type, "isv") != !g_str_equal (grant, "client_credentials"))
    return token_refuse ("070307", "应用类型不匹配");
  if (g_str_equal (app_type, "isv"))
    {
      const char *error = token_isv_error (self, form, &seller);

      return error != NULL ? token_refuse (error, "授权码或刷新令牌不正确") : token_grant (self, seller, now);
    }
  return token_grant (self, "", now);
}
