/// Short and familiar forms of given names.
enum Nicknames {
    /// Whole names, a colon and their short forms; English, Spanish and others that schools know.
    private static let table = """
        aaron ronald: ron ronnie; abdallah: abdullah; abdul: abdi; abdullah: abdallah; abdulrahman: abdul rahman;
        abigail: abby gail; abraham abram: abe bram; adelaide adelina: addie; adriana: adri; agnieszka: aga; ahmad:
        ahmed; ahmed: ahmad; aidan ayden: aiden; aiden: aidan ayden; aisha: ayesha; albert alberto: bert bertie beto;
        alejandra alejandro aleksander aleksandra alexander alexandra alexandre: ale alec alex jandra jandro lex lexi
        lexie sandra sandy sasha xander; aleksei: alexei; aleksey: alex alyosha lyosha; alexei: aleksei alex alyosha
        lyosha; alfonso alphonse: fonso poncho; alfred alfredo: fred freddie fredo; alice alicia: ali licha; alison:
        allison; alissa: alyssa; allison: alison; alyssa: alissa; amanda: mandi mandy; amelia emilia: amy emmy mia
        millie; ana ann anna anne: anita annie anya nan nancy; anastasia: ana nastya stacy; andre andreas andrei andrew:
        andy drew dru; andrea: andi drea; andres: andy; angela angelica angelina: angel angie; anthony anton antonio
        antony: ant toni tono tony; antonia: tona toni; arthur arturo: art artie turo; ashley: ash; augustine augustus:
        augie gus; ayesha: aisha; barbara: babs barb barbie; bartholomew bartolome: bart tolo; beatrice beatriz: bea
        betty bety; benjamin: ben benja benji benjy benny; bernard bernardo: bernie nardo; bradford bradley: brad;
        brenda: bren; brian: bri bryan; brittany: britt; bryan: bri brian; caesar: cesar; caitlin: kaitlyn katelyn;
        calvin: cal; cameron camila camille: cam cami millie; carla carlota: carly lottie; carlos: carlitos charlie;
        carmen: carmelita mela; carolina caroline: caro carol carolyn carrie lina; cassandra: cass cassie sandy;
        catalina cathryn ekaterina katarina kateryna katharine yekaterina: cat cata cate cathy kat kate kathy katie katy
        katya kay kit kitty; catherine: cat cata cate cathy kat kate katherine kathryn kathy katie katy katya kay kit
        kitty; cecilia: cece ceci; cesar: caesar; charles: charlie chas chaz chip chuck; charlotte: char charlie lottie;
        christian christopher cristian cristobal kristopher: chris cris kit kris toph topher; christina christine
        cristina kristen kristin kristina: chris chrissy christy cris kris kristy tina; clarence: clancy; claudia: clau;
        clifford clifton: cliff; concepcion: concha conchita; consuelo: chelo; cornelius: corny neil; cynthia: cindy;
        daniel daniela danielle: dan dani danny; david: dave davey davy; deborah debra: deb debbie debby; denise dennis:
        denny; destiny: desi; diego: santi yago; dmitri: dima dimka dmitry mitya; dmitriy dmytro: dima dimka mitya;
        dmitry: dima dimka dmitri mitya; dolores: lola loli; dominic dominique: dom nick nicky; donald: don donnie;
        dorothea dorothy: dolly dot dottie thea; douglas: doug; edgar: ed eddie; eduardo: eddie edu lalo; edward edwin:
        ed eddie ned ted teddy; eleanor helena: ellie elly lena nell nora; elena: alyona ellie elly lena nell nora;
        elias elijah: eli lige; elisabet: bess bessie beth betsy betty eliza ellie elsie libby lilibet lisa liz liza
        lizzie; elisabeth: bess bessie beth betsy betty eliza elizabeth ellie elsie libby lilibet lisa liz liza lizzie;
        elizabeth: bess bessie beth betsy betty elisabeth eliza ellie elsie libby lilibet lisa liz liza lizzie; emanuel
        emmanuel manuel: manny manolo manu; emily emma: emmy millie; enrique henrique henry: hal hank harry kike quique;
        eric: erik; erik: eric; ernest ernesto: ernie neto; esperanza: espe pera; esteban: estebancito steph steve
        stevie; estefania stefanie stephanie: estefy fanny stef steph stevie; estela estella stella: telly; ester
        esther: essie; eugene eugenia eugenio: gene genie; ezekiel: zeke; fatima: fati fatimah fatma fatou; fatimah:
        fati fatima fatou; fatma: fatima; federico frederic frederick: fede fred freddie freddy rick; felipe: lipe phil
        pip; fernanda fernando: fer ferna fernie nando; florence: flo florrie; frances francesca francisca: fran frankie
        frannie paca; francis franklin: frank frankie; francisco: cisco frank kiko paco pancho paquito; friedrich:
        fritz; gabriel gabriela gabriella gabrielle: brielle ella gabby gabe gabi gabs gaby; geoffrey: geoff jeff
        jeffrey; george jorge: coque georgie; gerald gerard gerardo: gerry jerry lalo; geraldine: gerry; gertrude: gert
        trudy; gilbert gilberto: bert beto gil; giovanna: gianni gio vanna vanni; giovanni: gianni gio nino vanna vanni;
        giuliana: juli; giuseppe joseph: beppe jo joe joey; gloria: glo; graciela: chela grace; gregorio gregory: goyo
        greg; guadalupe: guada lupe lupita pita; guillermo: guille willy; gustavo: gus tavo; gwendolyn: gwen wendy;
        hailey: haley; haley: hailey; hanna: annie hannah; hannah: annie hanna; harold: hal harry; harriet: hattie;
        hasan: hassan; hassan: hasan; hector: tito; heinrich: heinz; hesus: jesus; hilary: hil; humberto: beto; husain
        hussain: hussein; hussein: husain hussain; ignacio: nacho; imogen: immy; irene: rene; isaac isaiah: ike zac;
        isabel: bella belle chabela isa isabelle izzie izzy; isabella: bella belle chabela isa izzie izzy; isabelle:
        bella belle chabela isa isabel izzie izzy; ivan: ivo vanya; jackson: jack; jacob jakob: coby jake jay;
        jacqueline jaqueline: jackie jacky; jaden: jayden; jakub: kuba; james: jamie jem jim jimmy; jane janet: jan
        janie; jasmin: jasmine; jasmine: jas jasmin jaz jazz jazzy; jason: jase jay; javier xavier: javi xavi; jayden:
        jaden; jazmin: jas jaz jazz jazzy; jean: jeannie; jeffery: geoff jeff; jeffrey: geoff geoffrey jeff; jennifer:
        jen jenn jenna jenny; jeremiah jeremy: jem jeremias jerry; jerome: jerry; jesse: jess; jessenia: yesenia;
        jessica: jess jessi jessie; jesus: chucho chuy hesus suso; jimena: jime mena xime ximena; joan joanne johanna:
        hanna jo joanie; joanna: asia hanna jo joanie; joaquin: joaco quin; johann johannes: hans jan jannes; john: jack
        johnnie johnny jon jonny; jonathan jonathon: jon jonny jono nathan; jordan: jordy; jose: chepe joe joselito pepe
        pepito; josef: beppe jo joe joey sepp; josefina josephine: chepina fina jo josie pepa; joshua: josh; juan:
        juanca juancho juanito juanjo juanma; juana: juanita; judith: judi judy; julia: jules juli julie yulia; julian
        julie julio julius: jules juli; juliana julieta: jules juli julie; justin: jus; kaila: kayla; kaitlyn: caitlin
        katelyn; karen: kari; katarzyna: kasia; katelyn: caitlin kaitlyn; katherine kathryn: cat cata cate catherine
        cathy kat kate kathy katie katy katya kay kit kitty; kathleen: kate kath kathy katie; kayla: kaila kay; kaylee:
        kay; kenneth: ken kenny; kevin: kev; khadija: khadijah; khadijah: khadija; khaled: khalid; khalid: khaled;
        kimberley kimberly: kim kimber kimmy; krzysztof: kris krzys; laila: layla leila; laura laurel lauren: lau laurie
        lori; laurence lawrence lorenzo: larry laurie lencho loren; layla: laila leila; leandro: lea; leila: laila
        layla; leonard leonardo: len lenny leo; leonor: leo nora; leopoldo: leo polo; leslie: les; lewis: lou louie
        louis lucho luisito wicho; lidia lydia: lyddie; lilian liliana lillian: lil lili lily; lorraine: lori rainy;
        louis: lewis lou louie lucho luisito wicho; louisa louise luisa: lou luisita lulu; luca: luka; lucas: luc luca
        lukas; lucia lucille lucinda: chia cindy luci lucy; lucy: chia cindy luci; luis: lou louie lucho luisito wicho;
        luka: luca; lukas: lucas; luke: luc luca; luz: lucha lucita; madeleine madeline madelyn: maddie maddy mads;
        madison: maddie maddy madisyn mads; madisyn: madison; magdalena: lena magda malena; malcolm: mal; malgorzata:
        gosia; marc: mark; marcela: chela marce; marco marcos marcus mark: marc marky; margaret margarete margarita:
        daisy greta madge maggie margie margo meg peggy rita; maria marie mary: mamie mari marita maru may mimi
        molly polly; mariam: maryam; mariana: mari nana; marilyn: lyn mary; mario: mayito; marta martha: marty tita;
        martin: marty; maryam: mariam; mateo mathew matthew matthias: mat matt matty teo; matilda: mattie tilly;
        maximilian maximiliano maxine maxwell: max maxi; mehmet: hamada mo moe mohamed mohammad mohammed muhammad
        muhammed; melanie melissa: lissa mel missy; mercedes: meche merche; michael: mick mickey micky mike mikey
        mikhail misha; michelle: mich shell shelly; miguel: migue miguelito mike; mikael: mick mickey micky mike mikey
        misha; mikhail: michael mick mickey micky mike mikey misha; mildred: millie; miriam: mimi miri; mohamed: hamada
        mo moe mohammad mohammed muhammad muhammed; mohammad: hamada mo moe mohamed mohammed muhammad muhammed;
        mohammed: hamada mo moe mohamed mohammad muhammad muhammed; monica: moni; montserrat: montse; mostafa: mustafa;
        muhammad: hamada mo moe mohamed mohammad mohammed muhammed; mustafa: mostafa; mykola: kolya; nancy: nan;
        natalia: nat nata natalya natasha nati talia tasha; natalie natasha nathalie: nat nata nati talia tasha;
        natalya: natalia; nathan nathanael nathaniel: nat nate natty; nicholas: klaus kolya nick nicky nico nicolas nik
        nikki; nicolas: klaus kolya nicholas nick nicky nico nik nikki; nicole: nic nicky nikki; nikita: nick; nikolai
        nikolas: klaus kolya nick nicky nico nik nikki; noor: nour; nour: noor; oleksandr: alexander lesyk oleks sasha sashko;
        oleksandra: lesya sasha; olga: olya; oliver: oli ollie; olivia: liv livi livvy ollie; omar: umar; oscar: oz
        ozzie; pablo paul paulo: pablito pauly; pamela: pam; patricia: pat pato patti patty paty tricia trish; patricio
        patrick: paddy pat pato rick; paula paulina: pau polly; pavel: pasha; pedro peter: pedrito perico pete petey;
        penelope: nell penny; philip: lipe phil phillip pip; phillip: lipe phil philip pip; priscilla: cilla; prudence:
        pru; rachel raquel: rach rae shelly; rafael raphael: raf rafa rafi; ramon: mon moncho; raul: rulo; raymond
        raymundo: mundo ray; rebeca: beca becca beck becky bex; rebecca: beca becca beck becky bex rebekah; rebekah:
        beca becca beck becky bex rebecca; reginald: reg reggie; ricardo: cardo rica richie rick ricky; richard: dick
        rich richie rick ricky rico; robert roberto: bert beto bob bobby rob robbie robby tito; roberta: bobbie robbie;
        roderick rodrigo: rigo rod roddy; rodolfo rudolph: fito rodo rudy; rogelio roger: rodge roge; rosa rosario:
        charo chayo rosita; rosemarie rosemary: romy rose rosie; roxana roxanne: roxy; russell: russ rusty; ruth:
        ruthie; salvador: chava sal salva; samantha: sam sammie sammy; samuel: sam sammy samy; sandra: sandy; santiago:
        chago santi tiago yago; sara: sadie sally sarah sari; sarah: sadie sally sara sari; sean: shaun shawn;
        sebastian: bas bash seb seba sebas; sergei: checo serge sergey seryozha; sergey: checo serge sergei seryozha;
        sergio: checo serge seryozha; shannon: shan; shaun shawn: sean; shirley: shirl; silvia sylvia: sil syl; sochitl:
        xochitl; sofia: fia sofi sofie soph sophia sophie; soledad: chole sole; solomon: sol; sophia: fia sofi sofia
        sofie soph sophie; sophie: fia sofi sofie soph; spencer: spence; stanley: stan; stefan: steph steve stevie;
        stephen: steph steve steven stevie; steven: steph stephen steve stevie; susan susana susanna suzanne: sue susi
        susie susy suzy; svetlana: lana sveta; sylvester: sly; tabitha: tabby; tatiana: tanya tati tatyana; tatyana:
        tanya tati tatiana; teodoro theodora theodore: dora ted teddy teo thea theo; terence terrence: terry; teresa:
        resa tere teresita terry tess tessa theresa; thaddeus: tad thad; theresa: resa tere teresa teresita terry tess
        tessa; thomas tomas: tom tomasito tommy; timoteo timothy: tim timmy; tobias: tobi toby; tomasz: tomek; tyler
        tyrell tyrese tyrone: ty; umar: omar; valentin valentina valeria valerie: tina val vale; vanessa: nessa van;
        veronica: roni ronnie vera vero; vicente vincent vincenzo: chente vin vince vinny; victor: vic vico; victoria
        viktoria: tori tory vic vicki vicky vika; virginia: gina ginger ginny; vladimir: vlad volodya vova; volodymyr:
        vlad vova; walter: wally walt; wesley: wes; wilfred: fred wilf will; wilhelmina: billie mina willa; william:
        bill billy liam will willie wills willy; winifred: fred winnie; ximena: jime jimena mena xime; xochitl: sochitl;
        yasmin: jas jaz jazz jazzy yasmine; yasmine: jas jaz jazz jazzy yasmin; yelena: alyona lena; yesenia: jessenia
        jessie yesi; yolanda: yola yoli; yousef youssef: joe yusi yusuf; yulia: julia; yuri: yury; yury: yuri; yusuf:
        joe yousef youssef yusi; zachariah zacharias: zac zach zack zak; zachary: zac zach zack zackary zak; zackary:
        zachary; zainab: zaynab; zaynab: zainab; zoe: zoey; zoey: zoe; zofia: zosia
        """

    private static let short: [Substring: [String]] = {
        var short: [Substring: [String]] = [:]
        for entry in table.split(separator: ";") {
            let sides = entry.split(separator: ":")
            guard sides.count == 2 else { continue }
            for whole in sides[0].split(whereSeparator: \.isWhitespace) {
                short[whole, default: []] += sides[1].split(whereSeparator: \.isWhitespace).map(String.init)
            }
        }
        return short
    }()
    /// Whole names by a short form that a roster holds, where few are meant.
    private static let whole: [String: [String]] = {
        var whole: [String: [String]] = [:]
        for (name, forms) in short {
            for form in forms { whole[form, default: []].append(String(name)) }
        }
        return whole.filter { $0.value.count < 5 }
    }()

    /// What somebody with a given name is called, and what their name may be in full.
    static func all(of given: String) -> [String] { (short[given[...]] ?? []) + (whole[given] ?? []) }

    /// Of two given names: "Luisfer" for Luis Fernando, "Majo" and "Marijo" for María José.
    static func joined(_ given: [String]) -> [String] {
        guard given.count > 1, given[0].count > 2, given[1].count > 3 else { return [] }
        var short = given[0].count < 6 ? [given[0] + given[1].prefix(3)] : []
        if given[0] == "maria" { short += ["ma" + given[1].prefix(2), "mari" + given[1].prefix(2)] }
        return short.filter { !CommonWords.isAny($0) }
    }
}
