/// How characters of Chinese names are read, and how families write them who came from elsewhere than the mainland.
enum Pinyin {
    /// A reading and the characters that have it, as Unicode's transliteration of Mandarin gives them, without tones.
    private static let table = """
        ai 爱愛; an 安; bai 白柏; bang 邦; bao 鲍鮑包宝寶; bei 贝貝北; ben 本; bin 斌滨濱; bing 冰; bo 博波; bu 步; cai 蔡偲彩采; can
        璨; cao 曹草; zeng 曾; chang 昌畅暢; chao 超; chen 陈陳晨辰尘塵宸琛; cheng 程成诚誠承晟澄; chi 池驰馳; chu 初楚; chuan 川; chun
        春淳纯純; cong 聪聰; cui 崔翠; da 大达達; dai 戴黛; dao 道; de 德; deng 邓鄧; di 帝笛; dian 殿; die 蝶; ding 丁定顶; dong
        董冬东東栋棟; dou 豆; du 杜; duan 段; duo 多; en 恩; er 儿兒尔爾; fa 发發; fan 范範凡帆; fang 方芳; fei 飞飛菲斐霏; fen 芬; feng
        冯馮枫楓凤鳳峰锋鋒风風; fu 傅福富芙馥; gan 甘; gang 刚剛; gao 高; ge 哥歌; gong 龚龔功; gu 顾顧; guan 关關冠莞; guang 光广廣; gui 桂贵貴;
        guo 郭国國果; hai 海; han 韩韓涵翰菡; hang 杭航; hao 郝浩昊皓豪; he 何贺賀河荷赫鹤鶴; heng 恒恆亨衡; hong 洪红紅宏弘鸿鴻泓虹; hou 侯; hu
        胡湖瑚虎; hua 华華花桦樺画畫; huai 怀懷; huan 桓欢歡焕煥环環; huang 黄黃; hui 辉輝慧惠晖暉徽; ji 吉季纪紀; jia 贾賈佳嘉家珈; jian 建健坚堅简簡;
        jiang 蒋蔣姜江; jiao 娇嬌皎; jie 杰傑洁潔界捷; jin 金瑾津进進锦錦; jing 静靜景晶婧敬璟竞競菁靖; jiu 久; ju 菊; juan 娟涓; jue 珏; jun
        军軍俊君浚珺骏駿; kai 凯凱楷恺愷; kang 康; ke 柯可克珂; kong 孔空; kui 魁; kun 鲲鯤; kuo 阔闊; lai 赖賴来來; lan 兰蘭岚嵐澜瀾; lang 朗;
        le 乐樂; lei 雷磊蕾; li 李黎丽麗莉利礼禮立理俪儷荔里; lian 莲蓮廉连連; liang 梁良量; liao 廖; lin 林琳霖麟; ling 凌玲翎菱陵龄齡; liu 刘劉柳;
        long 龙龍珑瓏隆; lu 吕呂卢盧陆陸鲁魯露璐禄路鹿; luo 罗羅; ma 马馬; mai 麦麥; man 曼漫蔓; mao 毛茂; mei 梅美; meng 孟梦夢萌; miao 淼苗妙;
        min 敏民; ming 明茗铭銘鸣鳴; mo 莫墨默; mu 沐木慕牧穆; na 娜纳納; nan 楠南男; neng 能; ni 倪妮旎霓; nian 念; ning 宁寧; nuo 诺諾; ou
        欧歐; pan 潘盼; pei 培沛珮; peng 彭鹏鵬朋; pin 品; ping 平萍; qi 琪琦奇启啟淇祺绮綺麒齐齊; qian 钱錢茜倩千芊谦謙; qiang 强強; qiao 桥橋;
        qin 秦沁琴; qing 晴清庆慶情卿青; qiong 琼瓊; qiu 邱秋; quan 泉全权權; ran 然苒; ren 任仁; rong 蓉荣榮容榕; ru 茹汝; rui 睿瑞蕊锐銳;
        run 润潤; ruo 若; sa 飒颯; se 瑟; sen 森; sha 莎; shan 山珊善姗姍; shang 尚; shao 邵少绍紹韶; shen 沈深; sheng 盛胜勝生; shi
        石史诗詩世士; shou 寿壽; shu 树樹淑书書姝舒; shuai 帅帥; shuang 双雙; shui 水; shun 顺順; shuo 烁爍硕碩; si 思; song 宋松; su
        苏蘇素; sun 孙孫; tai 泰; tan 谭譚覃; tang 唐堂; tao 陶涛濤桃; teng 腾騰; tian 田天恬; ting 婷廷霆; tong 桐通彤瞳童; tu 涂; wan
        万萬婉琬; wang 王汪旺望; wei 魏韦韋伟偉薇唯巍未炜煒维維; wen 温溫文闻聞雯; weng 翁; wu 吴吳武梧; xi 曦喜希西夕惜汐浠溪熙熹; xia 夏霞; xian 贤賢先纤纖;
        xiang 翔祥想向湘襄項香; xiao 萧蕭晓曉小笑孝潇瀟筱霄骁驍; xie 谢謝; xin 欣馨鑫信心新昕薪辛; xing 星杏兴興; xiong 熊雄; xiu 秀; xu 徐许許旭栩;
        xuan 轩軒萱璇炫玄瑄; xue 薛雪学學; xun 洵迅; ya 雅亚亞; yan 阎閻严嚴艳艷岩妍嫣延彦彥晏炎燕琰言雁颜顏; yang 杨楊阳陽洋; yao 姚瑶瑤耀遥遙; ye 叶葉烨燁野;
        yi 一怡逸义義毅意依宜弈忆憶懿祎禕翊艺藝谊誼轶; yin 尹寅胤茵音; ying 英莹瑩影映滢瀅瑛盈莺鶯迎颖穎; yong 勇永; you 尤游友幼悠; yu
        于余俞玉宇雨语語瑜愉昱喻毓煜羽育裕郁钰鈺; yuan 袁源远遠圆圓元原媛渊淵缘緣苑; yue 月悦悅岳越; yun 云雲芸筠运運韵韻; ze 泽澤; zhan 詹湛; zhang 张張长長璋章;
        zhao 赵趙兆昭; zhe 哲; zhen 珍真振镇鎮; zheng 郑鄭正征; zhi 志芷直智知芝; zhong 钟鐘忠中重; zhou 周宙洲; zhu 朱珠竹; zhuo 卓; zi
        子梓紫孜自; zou 邹鄒; zu 祖; zuo 左
        """
    private static let elsewhere = [
        "chen": ["chan", "tan"], "huang": ["wong", "hwang"], "wang": ["wong", "ong"], "li": ["lee"],
        "lin": ["lam", "lim"],
        "zhang": ["chang", "cheung"], "liu": ["lau"], "wu": ["ng"], "zheng": ["cheng"],
        "zhou": ["chow", "chou"],
        "xie": ["hsieh", "tse"], "cai": ["tsai", "choi"], "xu": ["hsu", "hui"],
        "zeng": ["tseng", "tsang"],
        "zhao": ["chao", "chiu"], "zhu": ["chu"], "yang": ["yeung"], "he": ["ho"],
        "gao": ["kao", "ko"],
        "liang": ["leung"],
        "ye": ["yeh", "yip"], "su": ["so"], "lu": ["lo", "luo"], "luo": ["law", "lo"],
        "guo": ["kuo", "kwok"],
        "feng": ["fung"],
        "deng": ["teng", "tang"], "jiang": ["chiang"], "ma": ["mah"], "peng": ["pang"], "pan": ["poon"],
        "lv": ["lu"],
    ]

    private static let readings: [Unicode.Scalar: String] = {
        var readings: [Unicode.Scalar: String] = [:]
        for entry in table.split(whereSeparator: { $0 == ";" || $0.isNewline }).joined(separator: ";")
            .split(
                separator: ";")
        {
            let sides = entry.split(whereSeparator: \.isWhitespace)
            guard sides.count == 2 else { continue }
            for scalar in sides[1].unicodeScalars { readings[scalar] = String(sides[0]) }
        }
        return readings
    }()

    static func reading(_ scalar: Unicode.Scalar) -> String? { readings[scalar] }

    /// Of a whole name, where each character is known.
    static func reading(of name: some Sequence<Unicode.Scalar>) -> String? {
        var result = ""
        for scalar in name {
            guard let reading = readings[scalar] else { return nil }
            result += reading
        }
        return result.isEmpty ? nil : result
    }

    static func families(_ reading: String) -> [String] { [reading] + (elsewhere[reading] ?? []) }
}
