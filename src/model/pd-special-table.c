/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-special-type.h"

#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>

/* Sources: the bureau's batch template V260401 (names, limits, what is required, choices), and standards, 6 (codes). Two
 * kinds of invoice for hospitals left the template with that edition; used cars have a form of their own. */

const PdChoice pd_special_type_choices[] = {
  { "refined_oil", N_ ("Refined oil") },
  { "rare_earth", N_ ("Rare earths") },
  { "construction", N_ ("Construction services") },
  { "goods_transport", N_ ("Goods transport") },
  { "real_estate_sale", N_ ("Sale of real estate") },
  { "real_estate_lease", N_ ("Lease of real estate") },
  { "vessel_tax", N_ ("Vehicle and vessel tax, collected for the state") },
  { "toll", N_ ("Toll") },
  { "passenger_transport", N_ ("Passenger transport") },
  { "own_produce", N_ ("Sale of own farm produce") },
  { "tractor", N_ ("Tractors and combine harvesters") },
  { "motor_vehicle", N_ ("Motor vehicles") },
  { "produce_purchase", N_ ("Purchase of farm produce") },
  { "photovoltaic_purchase", N_ ("Purchase of solar power") },
  { "cigarette", N_ ("Cigarettes") },
  { "special_produce", N_ ("Farm produce on a special invoice") },
  { "e_cigarette", N_ ("Electronic cigarettes") },
  { "liquor", N_ ("Liquor") },
  { "scrap_purchase", N_ ("Purchase of scrap") },
  { "jewellery_wholesale", N_ ("Jewellery, wholesale") },
  { "jewellery_retail", N_ ("Jewellery, retail") },
  { "gold_exchange_bought", N_ ("Gold bought at the exchange") },
  { "gold_exchange_sold", N_ ("Gold sold by the exchange") },
  { "gold_member_investment", N_ ("Investment gold of a member") },
  { "gold_member_other", N_ ("Other gold of a member") },
  { "gold_client", N_ ("Standard gold of a client") },
  { "jewellery_retail_person", N_ ("Jewellery, retail, to a person") },
  { NULL, NULL },
};

static const char *const transport_vehicles[] = { "铁路运输", "公路运输",     "水路运输", "航空运输",
                                                  "管道运输", "其他运输工具", NULL };
static const char *const sale_area_units[] = {
  "平方米", "亩", "㎡", "平方千米", "公顷", "h㎡", "k㎡", "孔公里", "米(铁路线与管道等使用)", NULL
};
static const char *const lease_area_units[] = { "平方米", "亩",  "㎡",  "平方千米",
                                                "公顷",   "h㎡", "k㎡", "米(铁路线与管道等使用)",
                                                NULL };
static const char *const passenger_vehicles[] = { "飞机", "火车", "长途汽车", "公共交通", "出租车",
                                                  "汽车", "船舶", "其他",     NULL };
static const char *const scrap_sales[] = { "销售自己使用过的报废产品", "销售收购的报废产品", NULL };
static const char *const seller_documents[] = { "居民身份证",
                                                "港澳居民来往内地通行证",
                                                "台湾居民来往大陆通行证",
                                                "中国护照",
                                                "外国人永久居留身份证（外国人永久居留证）",
                                                "中华人民共和国港澳居民居住证",
                                                "中华人民共和国台湾居民居住证",
                                                "外国护照",
                                                NULL };
static const char *const person_documents[] = { "组织机构代码证",
                                                "营业执照",
                                                "税务登记证",
                                                "其他单位证件",
                                                "居民身份证",
                                                "军官证",
                                                "武警警官证",
                                                "士兵证",
                                                "军队离退休干部证",
                                                "残疾人证",
                                                "残疾军人证（1-8级）",
                                                "外国护照",
                                                "港澳居民来往内地通行证",
                                                "中华人民共和国往来港澳通行证",
                                                "台湾居民来往大陆通行证",
                                                "大陆居民往来台湾通行证",
                                                "外国人居留证",
                                                "外交官证",
                                                "使（领事）馆证",
                                                "海员证",
                                                "香港永久性居民身份证",
                                                "台湾身份证",
                                                "澳门特别行政区永久性居民身份证",
                                                "外国人身份证件",
                                                "就业失业登记证",
                                                "退休证",
                                                "离休证",
                                                "中国护照",
                                                "城镇退役士兵自谋职业证",
                                                "随军家属身份证明",
                                                "中国人民解放军军官转业证书",
                                                "中国人民解放军义务兵退出现役证",
                                                "中国人民解放军士官退出现役证",
                                                "外国人永久居留身份证（外国人永久居留证）",
                                                "就业创业证",
                                                "香港特别行政区护照",
                                                "澳门特别行政区护照",
                                                "中华人民共和国港澳居民居住证",
                                                "中华人民共和国台湾居民居住证",
                                                "《中华人民共和国外国人工作许可证》（A类）",
                                                "《中华人民共和国外国人工作许可证》（B类）",
                                                "《中华人民共和国外国人工作许可证》（C类）",
                                                "出生医学证明",
                                                "其他个人证件",
                                                NULL };

static const char *const oil_units[] = { "吨", "升", NULL };
static const char *const cigarette_units[] = { "万支", "标准条", "支", NULL };
static const char *const e_cigarette_units[] = { "盒", NULL };

#define REQUIRED(key, name, label, limit, kind)                                                              \
  {                                                                                                          \
    key, name, label, limit, PD_SPECIAL_##kind, PD_SPECIAL_REQUIRED                                          \
  }
#define OPTIONAL(key, name, label, limit, kind)                                                              \
  {                                                                                                          \
    key, name, label, limit, PD_SPECIAL_##kind, PD_SPECIAL_OPTIONAL                                          \
  }
#define CHOICE(key, name, label, limit, choices)                                                             \
  {                                                                                                          \
    key, name, label, limit, PD_SPECIAL_CHOICE, PD_SPECIAL_REQUIRED, NULL, NULL, choices                     \
  }
#define XML(key, name, label, limit, kind, choices, xml)                                                     \
  {                                                                                                          \
    key, name, label, limit, PD_SPECIAL_##kind, PD_SPECIAL_REQUIRED, NULL, NULL, choices, xml                \
  }

#define CROSS_CITY REQUIRED ("cross_city", "跨地市标志", N_ ("In another city than the seller's"), 2, FLAG)
#define LAND_TAX OPTIONAL ("land_tax_number", "土地增值税项目编号", N_ ("Land tax project number"), 20, TEXT)

static const PdSpecialField construction_fields[] = {
  REQUIRED ("site", "建筑服务发生地", N_ ("Place of the works"), 120, TEXT),
  REQUIRED ("site_detail", "发生地详细地址", N_ ("Address of the works"), 120, TEXT),
  REQUIRED ("project_name", "建筑项目名称", N_ ("Name of the project"), 80, TEXT),
  LAND_TAX,
  CROSS_CITY,
  { "report_number", "跨区域涉税事项报验管理编号", N_ ("Cross-region tax report number"), 50, PD_SPECIAL_TEXT,
    PD_SPECIAL_ONLY_IF, "cross_city", "是" },
};

static const PdSpecialField goods_transport_fields[] = {
  REQUIRED ("origin", "起运地", N_ ("Shipped from"), 80, TEXT),
  REQUIRED ("destination", "到达地", N_ ("Shipped to"), 80, TEXT),
  CHOICE ("vehicle", "运输工具种类", N_ ("Means of transport"), 40, transport_vehicles),
  REQUIRED ("plate_number", "运输工具牌号", N_ ("Plate number (无 if none)"), 40, TEXT),
  REQUIRED ("goods", "运输货物名称", N_ ("Goods transported"), 80, TEXT),
};

static const PdSpecialField real_estate_sale_fields[] = {
  OPTIONAL ("certificate", "产权证书/不动产权证号码", N_ ("Title certificate number"), 40, TEXT),
  REQUIRED ("address", "不动产地址", N_ ("Place of the real estate"), 120, TEXT),
  REQUIRED ("address_detail", "不动产详细地址", N_ ("Address of the real estate"), 120, TEXT),
  OPTIONAL ("unit_code",
            "不动产单元代码/网签合同备案编码",
            N_ ("Unit code or filed contract number"),
            28,
            TEXT),
  LAND_TAX,
  OPTIONAL ("assessed_price", "核定计税价格", N_ ("Assessed taxable price"), 20, DECIMAL),
  { "deal_amount", "实际成交含税金额", N_ ("Amount of the deal, with tax"), 20, PD_SPECIAL_DECIMAL,
    PD_SPECIAL_IF_ANY, "assessed_price" },
  CROSS_CITY,
  CHOICE ("area_unit", "面积单位", N_ ("Unit of area"), 12, sale_area_units),
};

static const PdSpecialField real_estate_lease_fields[] = {
  REQUIRED ("certificate", "产权证书/不动产权证号码", N_ ("Title certificate number"), 40, TEXT),
  REQUIRED ("address", "不动产地址", N_ ("Place of the real estate"), 120, TEXT),
  REQUIRED ("address_detail", "不动产详细地址", N_ ("Address of the real estate"), 120, TEXT),
  REQUIRED ("lease_from", "租赁期起", N_ ("Lease from"), 12, DATE),
  REQUIRED ("lease_to", "租赁期止", N_ ("Lease to"), 12, DATE),
  CROSS_CITY,
  CHOICE ("area_unit", "面积单位", N_ ("Unit of area"), 20, lease_area_units),
  OPTIONAL ("plate_number", "车牌号", N_ ("Plate number"), 20, TEXT),
};

static const PdSpecialField vessel_tax_fields[] = {
  REQUIRED ("policy_number", "保险单号", N_ ("Insurance policy number"), 40, TEXT),
  REQUIRED ("plate_number", "车牌号/船舶登记号", N_ ("Plate or ship's register number"), 40, TEXT),
  REQUIRED ("tax_from", "税款所属期起", N_ ("Tax from (month)"), 40, MONTH),
  REQUIRED ("tax_to", "税款所属期止", N_ ("Tax to (month)"), 40, MONTH),
  REQUIRED ("tax", "代收车船税金额", N_ ("Tax collected"), 10, DECIMAL),
  REQUIRED ("late_fee", "滞纳金金额", N_ ("Late fee"), 10, DECIMAL),
  REQUIRED ("total", "金额合计", N_ ("Total collected"), 10, DECIMAL),
  REQUIRED ("vehicle_number", "车辆识别代码/车架号码", N_ ("Vehicle identification number"), 17, TEXT),
};

static const PdSpecialField toll_fields[] = {
  XML ("plate_number", "车牌号", N_ ("Plate number"), 40, TEXT, NULL, "PlateNumber"),
  XML ("vehicle_type", "车辆类型", N_ ("Kind of vehicle"), 20, TEXT, NULL, "VehicleType"),
  XML ("passage_from", "通行日期起", N_ ("Passage from"), 17, MOMENT, NULL, "StartDatesOfPassage"),
  XML ("passage_to", "通行日期止", N_ ("Passage to"), 17, MOMENT, NULL, "EndDatesOfPassage"),
};

static const PdSpecialField passenger_fields[] = {
  XML ("traveler", "出行人", N_ ("Traveller"), 20, TEXT, NULL, "Traveler"),
  XML ("document_type",
       "出行人证件类型",
       N_ ("Traveller's document"),
       20,
       CHOICE,
       person_documents,
       "TypeOfPassengerDocument"),
  XML ("document_number", "出行人证件号码", N_ ("Number of the document"), 20, TEXT, NULL, "ValidIDNumber"),
  XML ("travel_date", "出行日期", N_ ("Day of travel"), 40, DATE, NULL, "TravelDate"),
  XML ("origin", "出发地", N_ ("Travels from"), 80, TEXT, NULL, "Departure"),
  XML ("destination", "到达地", N_ ("Travels to"), 80, TEXT, NULL, "Destination"),
  XML ("vehicle", "交通工具类型", N_ ("Means of travel"), 20, CHOICE, passenger_vehicles, "Vehicletype"),
  { "grade", "等级", N_ ("Class"), 8, PD_SPECIAL_CHOICE, PD_SPECIAL_WITH_GRADES, "vehicle", NULL, NULL,
    "Grade" },
};

static const PdSpecialField tractor_fields[] = {
  REQUIRED ("registers", "是否用于办理拖拉机和联合收割机登记", N_ ("To be registered"), 2, FLAG),
  OPTIONAL ("engine_number", "发动机号码", N_ ("Engine number"), 40, TEXT),
  OPTIONAL ("chassis_number", "底盘号/机架号", N_ ("Chassis number"), 30, TEXT),
};

#define SELLER_DOCUMENT                                                                                      \
  CHOICE ("document_type", "购买方证件类型", N_ ("Seller's document"), 40, seller_documents),                \
      REQUIRED ("document_number", "购买方证件号码", N_ ("Number of the document"), 30, TEXT),               \
      REQUIRED ("nationality", "购买方国籍（或地区）", N_ ("Nationality"), 40, TEXT)

static const PdSpecialField produce_purchase_fields[] = { SELLER_DOCUMENT };

static const PdSpecialField photovoltaic_fields[] = {
  { "document_type", "购买方证件类型", N_ ("Seller's document"), 40, PD_SPECIAL_CHOICE, PD_SPECIAL_IF_ANY,
    "document_number", NULL, seller_documents },
  OPTIONAL ("document_number", "购买方证件号码", N_ ("Number of the document"), 30, TEXT),
  { "nationality", "购买方国籍（或地区）", N_ ("Nationality"), 40, PD_SPECIAL_TEXT, PD_SPECIAL_IF_ANY,
    "document_number" },
};

static const PdSpecialField scrap_fields[] = {
  SELLER_DOCUMENT,
  REQUIRED ("region", "购买方所在地区", N_ ("Seller's region"), 100, TEXT),
  REQUIRED ("address", "购买方详细地址", N_ ("Seller's address"), 100, TEXT),
  { "sale_kind", "报废产品销售类型", N_ ("What is sold"), 24, PD_SPECIAL_CHOICE, PD_SPECIAL_OPTIONAL, NULL,
    NULL, scrap_sales },
};

static const PdSpecialRule construction_rules[] = {
  { PD_SPECIAL_RULE_TOGETHER, "site", "site_detail", NULL, 120 },
  { PD_SPECIAL_RULE_END },
};
static const PdSpecialRule address_rules[] = {
  { PD_SPECIAL_RULE_TOGETHER, "address", "address_detail", NULL, 120 },
  { PD_SPECIAL_RULE_END },
};
static const PdSpecialRule lease_rules[] = {
  { PD_SPECIAL_RULE_TOGETHER, "address", "address_detail", NULL, 120 },
  { PD_SPECIAL_RULE_NOT_BEFORE, "lease_from", "lease_to" },
  { PD_SPECIAL_RULE_END },
};
static const PdSpecialRule vessel_rules[] = {
  { PD_SPECIAL_RULE_NOT_BEFORE, "tax_from", "tax_to" },
  { PD_SPECIAL_RULE_SUM, "tax", "late_fee", "total" },
  { PD_SPECIAL_RULE_END },
};
static const PdSpecialRule toll_rules[] = {
  { PD_SPECIAL_RULE_NOT_BEFORE, "passage_from", "passage_to" },
  { PD_SPECIAL_RULE_END },
};
static const PdSpecialRule tractor_rules[] = {
  { PD_SPECIAL_RULE_ONE_OF, "engine_number", "chassis_number", "registers" },
  { PD_SPECIAL_RULE_END },
};

static const char *const toll_xml[] = { "plate_number", "vehicle_type", "passage_from", "passage_to", NULL };
static const char *const passenger_xml[] = { "origin",          "destination", "traveler",
                                             "document_number", "travel_date", "grade",
                                             "document_type",   "vehicle",     NULL };

#define FIELDS(table) .fields = table, .n_fields = G_N_ELEMENTS (table)
#define ONE .min_rows = 1, .max_rows = 1
#define MANY(least) .min_rows = least, .max_rows = PD_RECORD_MAX_LINES

static const PdSpecialType special_types[] = {
  { "refined_oil", "01", "成品油", .units = oil_units, .code_beginning = "1070101" },
  { "rare_earth", "02", "稀土" },
  { "construction", "03", "建筑服务", FIELDS (construction_fields), construction_rules, ONE,
    .one_line = TRUE },
  { "goods_transport", "04", "货物运输服务", FIELDS (goods_transport_fields), NULL, MANY (1) },
  { "real_estate_sale", "05", "不动产销售", FIELDS (real_estate_sale_fields), address_rules, ONE,
    .unit_of_area = TRUE },
  { "real_estate_lease", "06", "不动产经营租赁服务", FIELDS (real_estate_lease_fields), lease_rules, ONE,
    .unit_of_area = TRUE },
  { "vessel_tax", "07", "代收车船税", FIELDS (vessel_tax_fields), vessel_rules, ONE },
  { "toll", "08", "通行费", FIELDS (toll_fields), toll_rules, MANY (1), .price_without_number = TRUE,
    .xml = "Toll", .xml_keys = toll_xml },
  /* Invoices of ride services carry this type and no traveller at all. */
  { "passenger_transport", "09", "旅客运输服务", FIELDS (passenger_fields), NULL, MANY (0),
    .xml = "PassengerTransportation", .xml_keys = passenger_xml },
  { "own_produce", "12", "自产农产品销售", .rate = PD_TAX_RATE_EXEMPT },
  { "tractor", "13", "拖拉机和联合收割机", FIELDS (tractor_fields), tractor_rules, ONE },
  { "motor_vehicle", "14", "机动车" },
  { "produce_purchase", "16", "农产品收购", FIELDS (produce_purchase_fields), NULL, ONE,
    .rate = PD_TAX_RATE_EXEMPT, .needs_tax_number = TRUE },
  { "photovoltaic_purchase", "17", "光伏收购", FIELDS (photovoltaic_fields), NULL, .max_rows = 1 },
  { "cigarette", "18", "卷烟", .units = cigarette_units },
  { "special_produce", NULL, "专票农产品" },
  { "e_cigarette", NULL, "电子烟", .units = e_cigarette_units, .whole_quantity = TRUE },
  { "liquor", NULL, "白酒" },
  { "scrap_purchase", NULL, "报废产品收购", FIELDS (scrap_fields), NULL, ONE, .needs_tax_number = TRUE,
    .needs_phone = TRUE },
  { "jewellery_wholesale", NULL, "金银首饰批发" },
  { "jewellery_retail", NULL, "金银首饰零售" },
  { "gold_exchange_bought", NULL, "黄金交易结算（交易所购入）" },
  { "gold_exchange_sold", NULL, "黄金交易结算（交易所销售）" },
  { "gold_member_investment", NULL, "会员单位投资性黄金" },
  { "gold_member_other", NULL, "会员单位非投资性黄金" },
  { "gold_client", NULL, "客户标准黄金" },
  { "jewellery_retail_person", NULL, "金银首饰零售（个人）" },
};

/**
 * pd_special_types:
 * @n_types: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_types): all special business types, in the bureau's order
 */
const PdSpecialType *
pd_special_types (guint *n_types)
{
  *n_types = G_N_ELEMENTS (special_types);
  return special_types;
}
